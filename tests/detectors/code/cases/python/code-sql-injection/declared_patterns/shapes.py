from typing import Annotated, Literal, Optional

from pydantic import BaseModel, Field, StringConstraints, constr


class Shared(BaseModel):
    region: str = Field(pattern=r"^[a-z_]+$")


class Report(Shared):
    grain: Literal["hour", "day"] = "hour"
    side: Optional[Literal["left", "right"]] = None
    zone: str = Field("UTC", pattern=r"^[A-Za-z]{2,20}(/[A-Za-z_]{2,30})?$")
    table: Annotated[str, StringConstraints(pattern=r"^[a-z]+$")]
    column: constr(regex="^[a-z]+$")
    title: str = Field(max_length=10)
    part: str = Field(pattern=r"[a-z]+")
    note: str = Field(pattern=r"^.+$")
    either: Literal["a"] | str = "a"
