"""The peer: the list and creation of NeoSpace's tasks API on FastAPI and SQLModel, on the very same tables.

It does less than NeoSpace: it believes a token by its signature alone and neither looks whether the session was revoked, counts
requests, nor tells anybody live. On SQLite it keeps an acknowledged write as NeoSpace does: WAL, synchronous=FULL."""

import os
import time
from typing import Annotated, Literal

import jwt
from fastapi import Depends, FastAPI, HTTPException, Query, Response
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from tasks_models import NewTask, One, OneAnswer, PageAnswer, Task, TaskCount, page_of, shown
from sqlalchemy import event, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import Session, col, create_engine, select
from sqlmodel.ext.asyncio.session import AsyncSession

URL = os.environ["DATABASE_URL"]
KEY = os.environ["SECRET_KEY"]
app = FastAPI()
bearer = HTTPBearer()
COUNT_ONE_MORE = text(
    "INSERT INTO task_counts (user_id, pending, completed) VALUES (:user, 1, 0) "
    "ON CONFLICT (user_id) DO UPDATE SET pending = task_counts.pending + 1"
)


class Owner:
    def __init__(self, credentials: Annotated[HTTPAuthorizationCredentials, Depends(bearer)]):
        try:
            claims = jwt.decode(credentials.credentials, KEY, algorithms=["HS256"])
        except jwt.InvalidTokenError:
            raise HTTPException(401) from None
        self.id, self.uuid = int(claims["sub"]), claims["user_id"]


Asking = Annotated[Owner, Depends()]
Number = Annotated[int, Query(ge=1)]
Limit = Annotated[int, Query(ge=1, le=100)]
Status = Literal["all", "pending", "completed"]


def wanted(owner: Owner, page: int, limit: int, status: str):
    query = select(Task).where(Task.user_id == owner.id, col(Task.deleted_at).is_(None))
    if status != "all":
        query = query.where(Task.completed == (status == "completed"))
    return query.order_by(col(Task.id).desc()).offset((page - 1) * limit).limit(limit)


def new_task(owner: Owner, draft: NewTask) -> Task:
    now = time.time_ns() // 1_000
    return Task(user_id=owner.id, title=draft.title, description=draft.description, created_at=now, updated_at=now)


def made(task: Task, owner: Owner, response: Response) -> OneAnswer:
    response.headers["Location"] = f"/api/tasks/{task.id}"
    return OneAnswer(data=One(task=shown(task, owner.uuid)))


if URL.startswith("sqlite:"):
    engine = create_engine(URL, connect_args={"check_same_thread": False, "timeout": 60}, pool_size=40)

    @event.listens_for(engine, "connect")
    def durable(connection, _):
        for pragma in ("busy_timeout=60000", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")

    def opened():
        with Session(engine, expire_on_commit=False) as session:
            yield session

    @app.get("/api/tasks")
    def tasks(
        owner: Asking, session: Annotated[Session, Depends(opened)], page: Number = 1, limit: Limit = 20, status: Status = "all"
    ) -> PageAnswer:
        rows = session.exec(wanted(owner, page, limit, status)).all()
        return page_of(rows, session.get(TaskCount, owner.id), owner.uuid, page, limit, status)

    @app.post("/api/tasks", status_code=201)
    def create(draft: NewTask, owner: Asking, session: Annotated[Session, Depends(opened)], response: Response) -> OneAnswer:
        task = new_task(owner, draft)
        session.add(task)
        session.flush()
        session.exec(COUNT_ONE_MORE, params={"user": owner.id})
        session.commit()
        return made(task, owner, response)

else:
    pooled = create_async_engine(URL, pool_size=10, max_overflow=30)

    async def opened_async():
        async with AsyncSession(pooled, expire_on_commit=False) as session:
            yield session

    @app.get("/api/tasks")
    async def tasks_async(
        owner: Asking, session: Annotated[AsyncSession, Depends(opened_async)], page: Number = 1, limit: Limit = 20, status: Status = "all"
    ) -> PageAnswer:
        rows = (await session.exec(wanted(owner, page, limit, status))).all()
        return page_of(rows, await session.get(TaskCount, owner.id), owner.uuid, page, limit, status)

    @app.post("/api/tasks", status_code=201)
    async def create_async(
        draft: NewTask, owner: Asking, session: Annotated[AsyncSession, Depends(opened_async)], response: Response
    ) -> OneAnswer:
        task = new_task(owner, draft)
        session.add(task)
        await session.flush()
        await session.exec(COUNT_ONE_MORE, params={"user": owner.id})
        await session.commit()
        return made(task, owner, response)
