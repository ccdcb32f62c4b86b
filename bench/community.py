"""A whole community of any size. The program itself makes one thing of each kind, with its own checks; SQL then copies that row, so that
all rows are as the program writes them, whatever columns they have."""

import json
import sqlite3
import struct
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
import zlib

import cats
from common import Server
from members import on_sqlite, statement
from walls import Owner

SECOND = 1_000_000


class Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


class Person(Owner):
    """A member, who also fills in forms."""

    def call(self, method: str, path: str, body: object = None, form: dict | None = None) -> tuple[str, dict]:
        """Where the answer leads to, and its JSON, of whatever shape."""
        headers = {"Authorization": f"Bearer {self.token}", "Accept": "application/json"}
        content = urllib.parse.urlencode(form).encode() if form is not None else json.dumps(body).encode() if body is not None else None
        headers["Content-Type"] = "application/json" if form is None else "application/x-www-form-urlencoded"
        if form is not None:
            headers |= {"Accept": "text/html", "Sec-Fetch-Site": "same-origin"}
        request = urllib.request.Request(self.server.url + path, content, headers, method=method)
        try:
            with urllib.request.build_opener(Stay).open(request, timeout=60) as answer:
                text = answer.read()
                return "", json.loads(text) if "json" in answer.headers["Content-Type"] else {}
        except urllib.error.HTTPError as answer:
            if answer.code != 303:
                raise RuntimeError(f"{method} {path}: {answer.code} {answer.read()[:300]!r}") from None
            return answer.headers["Location"], {}

    def api(self, method: str, path: str, body: object = None) -> dict:
        return self.call(method, path, body)[1]["data"]

    def form(self, path: str, **fields: object) -> str:
        return self.call("POST", path, form=fields)[0]


def picture() -> bytes:
    """A grey PNG."""
    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    rows = b"".join(b"\0" + b"\x80" * 32 for _ in range(32))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 32, 32, 8, 0, 0, 0, 0)) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


class Seed:
    """One thing of each kind, made by two people and somebody of the staff; `ids` says what they are called."""

    def __init__(self, server: Server):
        self.server, self.ids = server, {}
        self.reader, self.friend, self.staff, self.crowd = (Person(server, name) for name in ("reader", "friend", "boss", "crowd"))
        statement(server, "UPDATE users SET role = 'admin' WHERE username = 'boss'")
        self.talk()
        self.walls()
        self.works()
        self.care()
        self.rest()

    def talk(self) -> None:
        for name, kind in (("growing", "public"), ("shed", "private")):
            self.reader.form("/rooms", name=name, kind=kind)
        self.friend.form("/rooms/growing/join")
        for name in ("general", "random"):
            self.reader.form(f"/rooms/{name}/join")
        self.reader.form("/rooms/shed/members", username="friend")
        self.reader.form("/rooms/growing", content="The first message, to be answered")
        self.friend.form("/rooms/growing", content="The wheelbarrow that Otto has yet to bring back")
        self.friend.form("/rooms/growing", content="For @reader alone")
        self.ids["conversation"] = self.friend.form("/messages", usernames="reader").rsplit("/", 1)[1]
        self.friend.form(f"/messages/{self.ids['conversation']}", content="did you see the *disco light*")

    def walls(self) -> None:
        self.reader.api("PATCH", "/api/profile", {"visibility": "public", "bio": "Keeper of the kettle", "status_message": "in the shed"})
        self.ids["module"] = self.reader.api("POST", "/api/modules", {"kind": "text", "content": {"text": "A shelf of jars"}})["module"]["id"]
        self.reader.api("POST", "/api/modules", {"kind": "friends", "content": {}})
        gone = self.reader.api("POST", "/api/modules", {"kind": "text", "content": {"text": "to be removed"}})["module"]["id"]
        self.reader.api("DELETE", f"/api/modules/{gone}")
        self.friend.api("POST", "/api/walls/reader/stickers", {"kind": "art", "art": "beans", "x": 50, "y": 50})
        self.friend.api("POST", "/api/walls/reader/guestbook", {"text": "I was here"})
        self.ids["media"] = self.reader.upload(picture())["media"]["id"]
        self.reader.api("PUT", "/api/people/friend/follow", {})
        self.friend.api("PUT", "/api/people/reader/follow", {})

    def works(self) -> None:
        self.ids["task"] = self.reader.api("POST", "/api/tasks", {"title": "Return the wheelbarrow", "description": "To Otto"})["task"]["id"]
        code = {"code": "circle(50, 50, 20)", "base_version": 1}
        script = self.reader.api("POST", "/api/scripts", {"runtime": "sketch", "title": "Rain"})["script"]["id"]
        self.reader.api("PATCH", f"/api/scripts/{script}", {"summary": "It falls", "tags": ["rain"], "visibility": "public"})
        self.reader.api("PUT", f"/api/scripts/{script}/draft", code)
        self.reader.api("POST", f"/api/scripts/{script}/revisions", {"base_version": 2})
        fork = self.friend.api("POST", f"/api/scripts/{script}/fork", {})["script"]["id"]
        self.friend.api("PUT", f"/api/scripts/{fork}/draft", code | {"code": "circle(50, 50, 90)"})
        self.friend.api("POST", f"/api/scripts/{fork}/revisions", {"base_version": 2})
        proposal = self.friend.api("POST", f"/api/scripts/{script}/proposals", {"from": fork, "text": "Larger ones"})["proposal"]["id"]
        self.ids |= {"script": script, "fork": fork, "proposal": proposal}
        story = self.reader.api("POST", "/api/song/stories", {"title": "The mill", "blurb": "Flour, and a cat.", "visibility": "public"})["story"]
        branch = {"from": story["root"], "label": "Climb to the roof", "note": "High up", "verses": [{"title": "The roof", "body": "Wind."}]}
        self.ids["branch"] = self.friend.api("POST", f"/api/song/stories/{story['id']}/proposals", branch)["proposal"]["id"]
        self.ids |= {"story": story["id"], "verse": story["root"]}
        pattern = self.reader.api("POST", "/api/song/patterns", {"title": "Mill wheel", "visibility": "public"})["pattern"]
        self.ids["pattern"] = pattern["id"]

    def care(self) -> None:
        self.reader.call("POST", "/reports", {"kind": "profile", "id": "crowd", "reason": "spam", "note": "tea again"})
        self.ids["case"] = self.staff.call("GET", "/admin/reports")[1]["cases"][0]["id"]
        warning = {"action": "warn", "username": "reader", "reason": "spam", "message": "Please stop"}
        self.ids["action"] = self.staff.call("POST", "/admin/actions", warning)[1]["id"]
        self.reader.call("POST", "/appeals", {"action": self.ids["action"], "text": "I did nothing."})
        self.staff.form("/admin/invites", uses=5, days=7)

    def rest(self) -> None:
        self.reader.call("POST", "/terms/agree", {})
        key = self.staff.call("POST", "/admin/keys/generate", {"count": 3})[1][0]["key_value"]
        self.reader.call("POST", "/redeem", {"key_value": key})
        # Only who has downloaded the release reviews it.
        statement(self.server, "UPDATE users SET has_downloaded = TRUE WHERE username = 'reader'")
        self.reader.call("POST", "/review", {"project_link": "https://example.org/mill", "review_text": "It goes round and round."})


class Filler:
    """Copies rows of the seed until the tables that lists read have `size` rows. The server must be stopped."""

    def __init__(self, path: str, size: int, ids: dict):
        self.size, self.ids, self.members = size, ids, max(1_000, size // 10)
        self.rooms = min(5_000, size // 10)
        self.now = time.time_ns() // 1_000
        self.database = sqlite3.connect(path, isolation_level=None)
        for pragma in ("synchronous = OFF", "cache_size = -1000000", "temp_store = MEMORY"):
            self.run(f"PRAGMA {pragma}")

    def run(self, sql: str):
        return self.database.execute(sql)

    def one(self, sql: str):
        return self.run(sql).fetchone()[0]

    def copy(self, table: str, where: str, count: int, only: str = "TRUE", **changes: object) -> int:
        """Copies the row that `where` picks for each `i` from 1 to `count` of which `only` is true; `changes` are expressions in `i`. Ids go
        on from the greatest, which is returned."""
        columns = [name for _, name, *_ in self.run(f"PRAGMA table_info({table})")]
        last = (self.one(f"SELECT max(id) FROM {table}") or 0) if "id" in columns else 0
        chosen = ", ".join(f"({str(changes[name]).replace('LAST', str(last))})" if name in changes else f"t.{name}" for name in columns if name in changes or name != "id")
        named = ", ".join(name for name in columns if name in changes or name != "id")
        assert changes.keys() <= set(columns), f"{table} has no {changes.keys() - set(columns)}"
        self.run(f"CREATE TEMP TABLE seed AS SELECT * FROM {table} WHERE {where}")
        assert self.one("SELECT count(*) FROM seed") == 1, f"{table} has not one row where {where}"
        self.run(f"""
            INSERT INTO {table} ({named}) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count})
            SELECT {chosen} FROM n CROSS JOIN temp.seed t WHERE {only}""")  # fmt: skip
        self.run("DROP TABLE temp.seed")
        return last

    def ago(self, count: int) -> str:
        """A moment for each `i`, a second apart, the last one now."""
        return f"{self.now} - ({count} - i) * {SECOND}"

    def fill(self) -> None:
        self.run("BEGIN")
        for part in (self.people, self.relations, self.talk, self.walls, self.tasks, self.scripts, self.songs, self.notices, self.care, self.staff, self.downloads, self.cats):
            began = time.monotonic()
            part()
            print(f"  {part.__name__}: {time.monotonic() - began:.1f} s", file=sys.stderr, flush=True)
        self.run("COMMIT")
        self.run("PRAGMA wal_checkpoint(TRUNCATE)")
        self.database.close()

    # A member of the crowd for each `i`.
    @property
    def somebody(self) -> str:
        return f"({self.crowd} + 1 + i % {self.members})"

    def people(self) -> None:
        count = self.members
        self.crowd = self.one("SELECT id FROM users WHERE username = 'crowd'")
        user = f"{self.crowd} + i"
        self.copy("users", "username = 'crowd'", count, id=user, uuid="printf('%08x-0000-4000-8000-%012x', i, i)", username="'c' || i", email="'c' || i || '@example.org'",
                  name="'Crowd ' || i", created_at=f"CASE WHEN i > {count} * 9 / 10 THEN {self.ago(count)} ELSE {self.now} - ({count} - i + 200000) * {SECOND} END",
                  banned_at=f"CASE WHEN i % 50 = 49 THEN {self.now} END")  # fmt: skip
        self.run(f"INSERT INTO user_permissions (user_id, permission, effect, ends_at, created_at) SELECT id, 'post_message', 'deny', NULL, {self.now} FROM users WHERE id > {self.crowd} AND id % 50 = 7")
        self.copy("walls", f"user_id = {self.crowd}", count, user_id=user, status_message="CASE WHEN i % 3 = 0 THEN 'busy with number ' || i END",
                  theme="CASE i % 10 WHEN 0 THEN 'zen' ELSE 'default' END")  # fmt: skip
        self.copy("places", f"kind = 'wall' AND number = {self.crowd}", count, number=user, seq=1000)
        for word in ("'crowd'", "'c' || i", "'' || i"):
            self.copy("member_words", f"user_id = {self.crowd} AND word = 'crowd'", count, user_id=user, word=word)
        self.copy("sessions", f"user_id = {self.crowd}", count, id="printf('%032x', i)", user_id=user, created_at=self.ago(count), last_seen_at=self.ago(count),
                  address="printf('10.%d.%d.%d', i / 65536, i / 256 % 256, i % 256)")  # fmt: skip

    def relations(self) -> None:
        """A tenth of all follows the reader; he follows another; others wait. A friend of his has blocked and muted as many."""
        pair = "(SELECT id FROM users WHERE username = 'reader')"
        friend = "(SELECT id FROM users WHERE username = 'friend')"
        follow = f"follower_id = {pair} AND followed_id = {friend}"
        count, user, when = self.members, f"{self.crowd} + i", self.ago(self.members)
        self.copy("follows", follow, count, "i % 10 = 0", followed_id=user, requested_at=when, accepted_at=when)
        self.copy("follows", follow, count, "i % 10 = 1", followed_id=pair, follower_id=user, requested_at=when, accepted_at=when)
        self.copy("follows", follow, count, "i % 10 = 2", followed_id=pair, follower_id=user, requested_at=when, accepted_at="NULL")
        self.copy("follows", follow, count, "i % 10 = 3", followed_id=user, requested_at=when, accepted_at="NULL")
        for table, first, second, rest in (("blocks", "blocker_id", "blocked_id", 4), ("mutes", "muter_id", "muted_id", 5)):
            self.run(f"INSERT INTO {table} ({first}, {second}, created_at) SELECT {friend}, id, {self.now} - id FROM users WHERE id > {self.crowd} AND id % 10 = {rest}")

    def talk(self) -> None:
        size, people, user = self.size, self.members - 100, f"{self.crowd} + i"
        reader, friend = (self.one(f"SELECT id FROM users WHERE username = '{name}'") for name in ("reader", "friend"))
        growing, shed = (self.one(f"SELECT id FROM rooms WHERE name = '{name}'") for name in ("growing", "shed"))
        direct = int(self.ids["conversation"])
        rooms = self.copy("rooms", "name = 'growing'", self.rooms, id="LAST + i", name="'room-' || i", last_seq=0)
        self.copy("room_members", f"room_id = {growing} AND user_id = {reader}", 40, room_id=f"{rooms} + i", last_read_id=0)
        for room in (1, growing, shed):
            self.copy("room_members", f"room_id = {growing} AND user_id = {friend}", self.members, room_id=room, user_id=user)
        # Conversations with one message each, of one moment: it is sealed with the message. Their keys do not open.
        dms = self.copy("rooms", f"id = {direct}", people, id="LAST + i", name="'dm:' || (LAST + i)")
        self.copy("conversations", f"room_id = {direct}", people, room_id=f"{dms} + i", people=f"'{reader},' || ({user})")
        for member in (str(reader), user):
            self.copy("room_members", f"room_id = {direct} AND user_id = {reader}", people, room_id=f"{dms} + i", user_id=member, last_read_id=1 << 50)
        self.copy("messages", f"room_id = {direct}", people, id="LAST + i", room_id=f"{dms} + i", author_id=user, author_name="'c' || i")
        last = self.copy("messages", f"room_id = {direct}", size, id="LAST + i", seq="i + 1")
        self.run(f"UPDATE rooms SET last_seq = {size} + 1 WHERE id = {direct}")
        self.run(f"UPDATE room_members SET last_read_id = {last + size - 100} WHERE room_id = {direct}")
        syllables = " || ".join(f"substr('bcdfghklmnprstvz', 1 + i / {step} % 16, 1) || substr('aeiou', 1 + i / {step * 16} % 5, 1)" for step in (1, 7, 61))
        rare = max(1, size // 50)
        text = f"'every message number ' || i || ' has ' || {syllables} || CASE WHEN i % {rare} = 1 THEN ' quixotic' ELSE ' common' END || CASE WHEN i % 10 = 0 THEN ' middling' ELSE '' END"
        first = self.copy("messages", "content LIKE 'The wheelbarrow%'", size, id="LAST + i", seq="i + 3", author_id=self.somebody, author_name=f"'c' || (1 + i % {self.members})",
                          content=text, html=f"'<p>' || {text} || '</p>' || char(10)", created_at=self.ago(size))  # fmt: skip
        self.run(f"UPDATE rooms SET last_seq = {size} + 3 WHERE id = {growing}")
        self.run(f"UPDATE room_members SET last_read_id = {first + size} WHERE room_id = {growing}")
        self.run(f"UPDATE room_members SET last_read_id = {first + size - 100} WHERE room_id = {growing} AND user_id = {reader}")
        self.copy("mentions", f"user_id = {reader}", size // 10, message_id=f"{first} + i * 10")
        self.ids["message"] = first + size // 2
        self.index("message", "id", "author_id", "created_at", "messages", f"id > {first}", f"'§message §all §by' || author_id || ' §in{growing} ' || content")

    def index(self, kind: str, subject: str, author: str, created: str, table: str, where: str, terms: str) -> None:
        number = ("message", "module", "release", "script", "task", "verse").index(kind)
        self.run(f"""
            INSERT INTO search_documents (rowid, terms, kind, subject, author_id)
            SELECT (({created} / 1000 - 1577836800000) << 22) | ({number} << 19) | ({subject} & 524287), {terms}, {number}, {subject}, {author}
            FROM {table} WHERE {where}""")  # fmt: skip

    def walls(self) -> None:
        """Modules and stickers on all walls; as many of both on the reader's as each wall may have, which does not grow."""
        size, reader = self.size, self.one("SELECT id FROM users WHERE username = 'reader'")
        shelf = f"id = {self.ids['module']}"
        for count, owner in ((150, reader), (size, self.somebody)):
            first = self.copy("wall_modules", shelf, count, id="LAST + i", user_id=owner, content="""'{"text":"Entry ' || i || ' about a shelf"}'""", position="printf('W%07d', i)",
                              seq=f"20 + i / {self.members}", created_at=self.ago(count), updated_at=self.ago(count))  # fmt: skip
            self.run(f"INSERT INTO feed_entries (kind, subject, author_id, created_at) SELECT 1, id, user_id, created_at FROM wall_modules WHERE id > {first}")
            self.index("module", "id", "user_id", "created_at", "wall_modules", f"id > {first} AND id % 10 = 0", "'§module §all §by' || user_id || ' entry about a shelf'")
        for count, owner in ((150, reader), (size, self.somebody)):
            self.copy("stickers", f"owner_id = {reader} AND seq = 9", count, id="LAST + i", seq=f"20 + i / {self.members}", owner_id=owner, placed_by=self.somebody, x="i % 10000", z="i + 1")
        self.copy("guestbook_entries", f"owner_id = {reader} AND author_id <> {reader}", size, id="LAST + i", author_id=self.somebody, text="'I was here ' || i", seq="200 + i", created_at=self.ago(size))
        self.run(f"UPDATE places SET seq = {size} + 1000 WHERE kind = 'wall' AND number = {reader}")
        self.copy("media", f"id = '{self.ids['media']}'", size, number="i + 1", id="printf('%08x-0000-4000-8000-%012x', i, i)", source="printf('%064x', i)", file="printf('%064x', i)",
                  user_id=f"CASE WHEN i % 2 THEN {reader} ELSE {self.somebody} END", created_at=self.ago(size), unused_since="NULL")  # fmt: skip
        self.run(f"INSERT INTO media_uses (media, kind, subject, is_living) SELECT number, 'module', {self.ids['module']}, 1 FROM media WHERE number > 1")
        self.run("DELETE FROM media_usage")
        self.run("INSERT INTO media_usage (user_id, bytes) SELECT user_id, sum(bytes) FROM media GROUP BY user_id")

    def tasks(self) -> None:
        size, reader = self.size, self.one("SELECT id FROM users WHERE username = 'reader'")
        first = self.copy("tasks", f"id = {self.ids['task']}", size, id="LAST + i", user_id=f"CASE WHEN i % 2 THEN {reader} ELSE {self.somebody} END", title="'Task number ' || i",
                          completed="i % 3 = 0", created_at=self.ago(size), updated_at=self.ago(size), seq="100 + i")  # fmt: skip
        self.run("DELETE FROM task_counts")
        self.run("INSERT INTO task_counts (user_id, pending, completed) SELECT user_id, sum(NOT completed), sum(completed) FROM tasks GROUP BY user_id")
        self.index("task", "id", "user_id", "created_at", "tasks", f"id > {first} AND id % 10 = 1", "'§task §own' || user_id || ' §by' || user_id || ' task number ' || id")

    def scripts(self) -> None:
        """A tenth are the reader's, another tenth are forks of his first one, each of them proposed to it."""
        size, reader, root = self.size, self.one("SELECT id FROM users WHERE username = 'reader'"), self.ids["script"]
        script, when = f"({(1 << 41)} + i * 999983)", self.ago(size)
        self.copy("scripts", f"id = {root}", size, id=script, owner_id=f"CASE WHEN i % 10 = 0 THEN {reader} ELSE {self.somebody} END", runtime="CASE i % 10 WHEN 1 THEN 'audio' ELSE 'sketch' END",
                  title="'Rain ' || i", title_key=f"printf('rain %08d', i * 7919 % {size})", tags="CASE i % 20 WHEN 1 THEN 'rain' ELSE '' END", created_at=when, saved_at=when, published_at=when, entered_at=when)  # fmt: skip
        self.run(f"INSERT INTO feed_entries (kind, subject, author_id, created_at) SELECT 3, id, owner_id, entered_at FROM scripts WHERE id < {(1 << 41)} + {size + 1} * 999983")
        self.copy("script_tags", f"script_id = {root}", size, "i % 20 = 1", script_id=script)
        self.copy("script_drafts", f"script_id = {root}", size, script_id=script, saved_at=when)
        self.copy("script_revisions", f"script_id = {root}", size, script_id=script, created_at=when)
        self.copy("script_authors", f"script_id = {root}", size, script_id=script, user_id=self.somebody)
        self.copy("script_lineage", f"script_id = {root}", size, "i % 10 <> 2", script_id=script, created_at=when)
        self.copy("script_lineage", f"script_id = {self.ids['fork']}", size, "i % 10 = 2", script_id=script, created_at=when)
        self.copy("script_proposals", f"id = {self.ids['proposal']}", size, "i % 10 = 2", from_id=script, by_id=self.somebody, state="'declined'", created_at=when, decided_at=when)
        self.copy("script_revisions", f"script_id = {root}", 100, number="i + 1", seq="5 + i")
        self.copy("script_authors", f"script_id = {root}", 100, number="i + 1")
        self.copy("places", f"kind = 'script' AND number = {root}", size, number=script)

    def songs(self) -> None:
        """A tenth of the stories and patterns are the reader's; to his first story as many branches are proposed."""
        size, reader, when = self.size, self.one("SELECT id FROM users WHERE username = 'reader'"), self.ago(self.size)
        story, root, owner = self.ids["story"], self.ids["verse"], f"CASE WHEN i % 10 = 0 THEN {reader} ELSE {self.somebody} END"
        first, verses = self.one("SELECT max(id) FROM stories"), self.one("SELECT max(id) FROM verses")
        self.copy("stories", f"id = {story}", size, id="LAST + i", keeper_id=owner, title="'The mill ' || i", root_id=f"{verses} + i", origin_id="LAST + i", created_at=when, updated_at=when,
                  ifid="printf('%08X-0000-4000-8000-%012X', i, i)", uuid="printf('%08x-0000-4000-8000-%012x', i, i)")  # fmt: skip
        self.copy("verses", f"id = {root}", size, id="LAST + i", story_id=f"{first} + i", created_at=when, edited_at=when)
        self.copy("verse_versions", f"verse_id = {root}", size, verse_id=f"{verses} + i", created_at=when)
        self.copy("verse_authors", f"verse_id = {root}", size, verse_id=f"{verses} + i")
        self.copy("places", f"kind = 'story' AND number = {story}", size, number=f"{first} + i")
        branches = self.copy("verse_proposals", f"id = {self.ids['branch']}", size // 10, id="LAST + i", author_id=self.somebody, label="'Way ' || i", status="'declined'", reason="'no'", created_at=when, closed_at=when, seq="10 + i")
        proposed = f"proposal_id = {self.ids['branch']}"
        roofs = self.copy("verses", proposed, size // 10, id="LAST + i", title="'Roof ' || i", title_key="'roof ' || i", proposal_id=f"{branches} + i", created_at=when, edited_at=when,
                          deleted_at=when)  # fmt: skip
        roof = self.one(f"SELECT id FROM verses WHERE {proposed}")
        self.copy("verse_versions", f"verse_id = {roof}", size // 10, verse_id=f"{roofs} + i", created_at=when)
        self.copy("verse_authors", f"verse_id = {roof}", size // 10, verse_id=f"{roofs} + i")
        patterns = self.copy("patterns", f"id = {self.ids['pattern']}", size, id="LAST + i", owner_id=owner, title="'Wheel ' || i", origin_id="LAST + i", created_at=when, updated_at=when)
        self.copy("pattern_revisions", f"pattern_id = {self.ids['pattern']}", size, pattern_id=f"{patterns} + i", created_at=when)

    def notices(self) -> None:
        size, reader = self.size, self.one("SELECT id FROM users WHERE username = 'reader'")
        owner, follow = f"CASE WHEN i % 2 THEN {reader} ELSE {self.somebody} END", f"kind = 'follow' AND user_id = {reader}"
        last, when = "100 + i", self.ago(size)
        first = self.copy("notices", follow, size, id="LAST + i", user_id=owner, last=last, seq=last, created_at=when, read_at=when)
        self.copy("notice_events", follow, size, id="LAST + i", notice_id=f"{first} + i", user_id=owner, actor_id=self.somebody, subject="1000 + i", last=last, created_at=when)
        self.run(f"UPDATE places SET seq = {size} + 1000 WHERE kind = 'me'")

    def care(self) -> None:
        size, reader, when = self.size, self.one("SELECT id FROM users WHERE username = 'reader'"), self.ago(self.size)
        user = f"CASE WHEN i % 10 = 0 THEN {reader} ELSE {self.somebody} END"
        actions = self.copy("actions", f"id = {self.ids['action']}", size, id="LAST + i", action="CASE i % 10 WHEN 1 THEN 'ban' ELSE 'warn' END", user_id=user, created_at=when,
                            undone_at=f"CASE i % 10 WHEN 1 THEN {self.now} END")  # fmt: skip
        closed = "i % 2 = 0"
        self.copy("appeals", "id = 1", size // 5, id="LAST + i", action_id=f"{actions} + i", user_id=self.somebody, status=f"CASE WHEN {closed} THEN 'upheld' ELSE 'open' END",
                  answer=f"CASE WHEN {closed} THEN 'No.' END", decided_at=f"CASE WHEN {closed} THEN {self.now} END", created_at=when)  # fmt: skip
        cases = self.copy("cases", f"id = {self.ids['case']}", size, id="LAST + i", kind="'message'", subject="'' || (1000 + i)", target_id="'' || (1000 + i)", user_id=self.somebody, position=f"t.position + i",
                          created_at=when, updated_at=when, closed_at=f"CASE WHEN {closed} THEN {when} END", outcome=f"CASE WHEN {closed} THEN 'dismissed' END")  # fmt: skip
        self.copy("reports", "id = 1", size, id="LAST + i", case_id=f"{cases} + i", reporter_id=user, created_at=when)
        self.run("DELETE FROM case_counts")
        self.run("INSERT INTO case_counts (change) SELECT count(*) FROM cases WHERE closed_at IS NULL")
        self.run(f"""INSERT INTO log_settings (after_action, by_role, note, created_at) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {size} / 10)
                     SELECT {actions} + i * 10, 'admin', 'Setting ' || i, {self.now} FROM n""")  # fmt: skip

    def staff(self) -> None:
        size, when = self.size, self.ago(self.size)
        self.copy("audit_log", "action = 'action.warn'", size, id="LAST + i", subject=f"'user:' || {self.somebody}", at=when, request_id="printf('%018x', i)")
        self.copy("invites", "id = 1", size // 10, id="LAST + i", code_digest="printf('%064x', i)", created_at=when)
        self.run(f"""INSERT INTO letters (reference, kind, recipient, state, created_at, ended_at) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {size})
                     SELECT 'l' || i, 'digest', 'c…@example.org', 'sent', {when}, {when} FROM n""")  # fmt: skip
        self.run("DELETE FROM figures")
        self.run(f"""INSERT INTO figures (at, node, requests, errors, messages, sockets, members, commit_us, memory_bytes)
                     WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1400)
                     SELECT ({self.now} / 60000000 - i) * 60000000, 'a', 100, 0, 10, 5, 5, 900, 60000000 FROM n""")  # fmt: skip

    def downloads(self) -> None:
        size, when, reader = self.size, self.ago(self.size), self.one("SELECT id FROM users WHERE username = 'reader'")
        keys = self.copy("keys", f"used_by_id = {reader}", size, id="LAST + i", key_value="printf('%04X-%04X-%04X-0000', i >> 32, i >> 16 & 65535, i & 65535)", used="i % 10 = 0", created_at=when,
                         used_at="CASE WHEN i % 10 = 0 THEN t.used_at END", used_by="CASE WHEN i % 10 = 0 THEN t.used_by END", started_at="CASE WHEN i % 10 = 0 THEN t.used_at END",
                         used_by_id=f"CASE WHEN i % 10 = 0 THEN {self.somebody} END")  # fmt: skip
        self.run("UPDATE releases SET keys_total = (SELECT count(*) FROM keys), keys_used = (SELECT count(*) FROM keys WHERE used)")
        self.copy("download_tokens", f"user_id = {reader}", size, id="LAST + i", token_digest="CAST(printf('%032d', i) AS BLOB)", user_id=self.somebody, key_id=f"{keys} + i", created_at=when)
        self.run(f"""INSERT INTO download_events (user_id, downloaded_at, ip_address) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {size})
                     SELECT CASE WHEN i % 10 = 0 THEN {reader} ELSE {self.somebody} END, {when}, '10.0.0.1' FROM n""")  # fmt: skip

    def cats(self) -> None:
        """A ledger that begins anew: its rows are never changed, and the newest one never deleted."""
        self.run("UPDATE cats SET n = 0, row_at = NULL")
        self.run("DELETE FROM cat_ledger")
        for one in cats.rows(self.size, self.now // 1_000).split(";\n"):
            self.run(one)


def make(server: Server, size: int) -> Seed:
    """A community in which each list has about `size` rows behind it. The newest conversations are ones that open."""
    seed = Seed(server)
    server.stop()
    filler = Filler(server.database, size, seed.ids)
    filler.fill()
    server.start()
    for number in range(filler.members - 60, filler.members):
        if number % 50 in (48, 49) or number % 10 in (4, 5):
            continue
        room = seed.reader.form("/messages", usernames=f"c{number}")
        seed.reader.form(room, content="what we say about the wheelbarrow")
    on_sqlite(server.database, "PRAGMA wal_checkpoint(TRUNCATE)")
    return seed
