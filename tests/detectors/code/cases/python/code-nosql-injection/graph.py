from fastapi import FastAPI
from neo4j import GraphDatabase

app = FastAPI()
driver = GraphDatabase.driver("bolt://localhost")


@app.get("/friends/{name}")
def friends(name: str, depth: int):
    with driver.session() as session:
        session.run(f"MATCH (p {{name: '{name}'}})-[:KNOWS]->(f) RETURN f")  # expect: code-nosql-injection
        session.run("MATCH (p {name: $name})-[:KNOWS]->(f) RETURN f", name=name)  # ok: code-nosql-injection
        session.run(f"MATCH (p)-[:KNOWS*1..{depth}]->(f) RETURN f")  # ok: code-nosql-injection
    driver.execute_query("MATCH (p) WHERE p.name = '" + name + "' RETURN p")  # expect: code-nosql-injection
    return {}
