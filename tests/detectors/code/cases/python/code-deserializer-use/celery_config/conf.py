from celery import Celery

app = Celery("jobs", broker="redis://broker/0")
app.conf.update(task_serializer="pickle", accept_content=["pickle", "json"])  # expect: code-deserializer-use

other = Celery("safe", broker="redis://broker/0")
other.conf.update(task_serializer="json", accept_content=["json"])  # ok: code-deserializer-use
