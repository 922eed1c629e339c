import numexpr
import pandas as pd
from fastapi import FastAPI
from sympy import sympify

app = FastAPI()
frame = pd.read_csv("sales.csv")


@app.get("/rows")
def rows(where: str, year: int):
    frame.query(where)  # expect: code-expression-injection
    frame.query(f"year == {year}")  # ok: code-expression-injection
    frame.query("name == @where")  # ok: code-expression-injection
    pd.eval("1 + " + where)  # expect: code-expression-injection
    numexpr.evaluate(where)  # expect: code-expression-injection
    return {"n": len(frame[frame["name"] == where])}  # ok: code-expression-injection


@app.get("/solve")
def solve(formula: str, x: float):
    sympify(formula)  # expect: code-expression-injection
    sympify(f"{x} ** 2")  # ok: code-expression-injection
    return {}
