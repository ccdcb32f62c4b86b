"""NeoSpace's own tables, as SQLModel sees them, and what the API shows of them."""

from datetime import UTC, datetime

from sqlalchemy import BigInteger, Integer
from sqlmodel import Field, SQLModel

Long = BigInteger().with_variant(Integer, "sqlite")


class Task(SQLModel, table=True):
    __tablename__ = "tasks"
    id: int | None = Field(default=None, primary_key=True, sa_type=Long)
    user_id: int = Field(sa_type=Long)
    title: str
    description: str | None = None
    completed: bool = False
    created_at: int = Field(sa_type=Long)
    updated_at: int = Field(sa_type=Long)
    deleted_at: int | None = Field(default=None, sa_type=Long)


class TaskCount(SQLModel, table=True):
    __tablename__ = "task_counts"
    user_id: int = Field(primary_key=True, sa_type=Long)
    pending: int = Field(sa_type=Long)
    completed: int = Field(sa_type=Long)


class NewTask(SQLModel):
    title: str = Field(min_length=1, max_length=200)
    description: str | None = Field(default=None, max_length=1000)


class ShownTask(SQLModel):
    id: int
    user_id: str
    title: str
    description: str | None
    completed: bool
    created_at: str
    updated_at: str


class Pagination(SQLModel):
    page: int
    limit: int
    total: int
    pages: int


class Page(SQLModel):
    tasks: list[ShownTask]
    pagination: Pagination


class PageAnswer(SQLModel):
    success: bool = True
    data: Page


class One(SQLModel):
    task: ShownTask


class OneAnswer(SQLModel):
    success: bool = True
    data: One


def moment(microseconds: int) -> str:
    return datetime.fromtimestamp(microseconds / 1e6, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def shown(task: Task, owner: str) -> ShownTask:
    return ShownTask(
        id=task.id, user_id=owner, title=task.title, description=task.description, completed=task.completed,
        created_at=moment(task.created_at), updated_at=moment(task.updated_at),
    )  # fmt: skip


def page_of(tasks, counts: TaskCount | None, owner: str, page: int, limit: int, status: str) -> PageAnswer:
    pending, completed = (counts.pending, counts.completed) if counts else (0, 0)
    total = {"all": pending + completed, "pending": pending, "completed": completed}[status]
    pagination = Pagination(page=page, limit=limit, total=total, pages=-(-total // limit))
    return PageAnswer(data=Page(tasks=[shown(task, owner) for task in tasks], pagination=pagination))
