import io

import joblib
import numpy as np
import torch
from fastapi import FastAPI, UploadFile

app = FastAPI()


@app.post("/model")
async def model(file: UploadFile):
    data = io.BytesIO(await file.read())
    torch.load(data)  # expect: code-unsafe-deserialization
    torch.load(data, weights_only=True)  # ok: code-unsafe-deserialization
    np.load(data, allow_pickle=True)  # expect: code-unsafe-deserialization
    np.load(data)  # ok: code-unsafe-deserialization
    joblib.load(file.file)  # expect: code-unsafe-deserialization
    joblib.load("/srv/model.bin")  # ok: code-unsafe-deserialization
    return {}
