"""Random schedules of what people do to a story at the same time, and what must be true after each of them.

A failure names its seed and what was done. NEOSPACE_TEST_SEED sets the first seed (1). What a schedule chooses depends on its seed and on
what it saw before; how deeds of the same moment overlap is up to the machine."""

import asyncio
import collections
import itertools
import os
import random
import time
from collections.abc import Coroutine, Iterable

import httpx
from neospace_client import Account, Live, PlaceFold, Refused, sign_up

SEED = int(os.environ.get("NEOSPACE_TEST_SEED", "1"))
DEEDS = 15
CREWS = 5
# How long a watcher may take to be told of the last change.
PATIENCE = 15
# A lease lasts 60 seconds and outlives its last socket by 15. Less here, as the server's clock is read at another moment.
LENGTH, GRACE = 50, 12
# What happens in any hundred schedules.
EXPECTED = ("save", "save refused", "claim", "claim refused", "release", "delete", "delete refused", "vote", "accepted", "declined", "withdrawn")
HOWS = ("unwatch", "close", "lose")
CLOSED = {"accepted", "declined", "withdrawn"}
WEIGHTS = {
    "save": 6, "claim": 5, "release": 2, "delete": 2, "restore": 2, "propose": 3, "vote": 2, "all vote": 5, "place": 2, "withdraw": 1, "cut": 3,
}  # fmt: skip


class Crew:
    """Four members who play one schedule after another: a keeper, two writers and somebody who can only propose."""

    def __init__(self, server):
        self.keeper, self.writer, self.other_writer, self.reader = self.all = [sign_up(server) for _ in range(4)]

    @property
    def voters(self) -> list[Account]:
        return [self.keeper, self.writer, self.other_writer]


class Watcher:
    """A member's look at a story through a socket that comes and goes."""

    def __init__(self, account: Account, node, place: str):
        self.account, self.node, self.place = account, node, place
        self.fold = PlaceFold()
        self.holders: dict[int, str] = {}
        self.outcomes: dict[int, list[str]] = collections.defaultdict(list)
        self.socket: Live | None = None
        self.is_watching = False
        self.turn = asyncio.Lock()
        self._taken = 0

    async def come(self) -> None:
        """Watches from the cursor on."""
        if self.is_watching:
            return
        if self.socket is None:
            self.socket, self._taken = Live(self.node.ws_url, self.account.headers), 0
            await self.socket.__aenter__()
        self.absorb()
        # Who holds what is told again.
        self.holders.clear()
        self.fold.is_complete = False
        await self.socket.watch(self.place, self.fold.epoch, self.fold.cursor)
        self.is_watching = True

    async def leave(self, how: str) -> None:
        """Stops watching, closes the socket, or loses the connection."""
        self.is_watching = False
        if self.socket is None:
            return
        if how == "unwatch":
            await self.socket.request("unwatch", {"place": self.place})
            self.absorb()
            return
        socket, self.socket = self.socket, None
        if how == "lose":
            socket.ws.transport.abort()
        await socket.__aexit__()
        self.absorb(socket)

    def absorb(self, socket: Live | None = None) -> None:
        """Folds what has arrived since the last time."""
        socket = socket or self.socket
        if socket is None:
            return
        frames = socket.frames[self._taken :]
        self._taken += len(frames)
        for frame in frames:
            self.fold.frame(frame, self.place)
            data = frame["data"]
            if frame["type"] == "signal" and data["place"] == self.place and data["name"] == "lease":
                self._told_of_lease(data)
            for told in [data["object"]] if frame["type"] == "changed" else data["objects"] if frame["type"] == "changes" else []:
                if told["type"] == "proposal" and not told["deleted"] and told["status"] not in self.outcomes[told["id"]][-1:]:
                    self.outcomes[told["id"]].append(told["status"])

    def _told_of_lease(self, data: dict) -> None:
        holder = data["user"] and data["user"]["username"]
        before = self.holders.pop(data["verse"], None)
        assert holder is None or before in (None, holder), f"{self.account.username} sees {before} and {holder} hold verse {data['verse']}"
        if holder:
            self.holders[data["verse"]] = holder

    async def until(self, is_so, what: str) -> None:
        """Waits until it is so, as far as this watcher has been told."""
        try:
            await self.socket.until(lambda: self.absorb() or is_so(self) or None, PATIENCE)
        except TimeoutError:
            raise AssertionError(f"{self.account.username} is at {self.fold.cursor}, sees {self.holders}, and waits in vain for {what}") from None


class Deed:
    """One request that a lease can refuse: by whom, about which verse, when, and whether it was granted."""

    def __init__(self, kind: str, who: Account, verse: int, sent: float):
        self.kind, self.who, self.verse, self.sent = kind, who.username, verse, sent
        self.answered = float("inf")
        self.is_granted = False

    def __str__(self) -> str:
        return f"{self.kind} of {self.verse} by {self.who} from {self.sent:.4f} to {self.answered:.4f}"


class Schedule:
    """One story, about 15 deeds, and the look at it afterwards."""

    def __init__(self, seed: int, crew: Crew, nodes: list, http: httpx.AsyncClient):
        self.seed, self.crew, self.nodes, self.http = seed, crew, nodes, http
        self.chance, self.any_node = random.Random(seed), random.Random(seed)
        self.numbers = itertools.count(1)
        self.log: list[str] = []
        self.counts: collections.Counter[str] = collections.Counter()
        self.deeds: list[Deed] = []
        self.accepted: dict[tuple[int, int], tuple[str, str]] = {}
        self.proposals: dict[int, dict] = {}
        self.ballots: dict[tuple[int, str], list[bool]] = collections.defaultdict(list)
        self.verses: list[int] = []

    async def play(self) -> None:
        try:
            await self._begin()
            await self._act()
            await self._finish()
        except Exception as problem:
            raise AssertionError(f"schedule with seed {self.seed}: {problem!r}, after: {'; '.join(self.log)}") from problem
        finally:
            for watcher in self.watchers:
                await watcher.leave("close")

    async def ask(self, who: Account, method: str, path: str, body: dict | None = None, status: Iterable[int] = (200,)) -> tuple[int, dict]:
        """Asks a node; the data of its answer or the error."""
        node = self.any_node.choice(self.nodes)
        answer = await self.http.request(method, f"{node.url}/api/song{path}", json=body, headers=who.headers)
        assert answer.status_code in status, (method, path, body, answer.status_code, answer.text[:300])
        return answer.status_code, answer.json().get("data") or answer.json()["error"]

    # The story

    watchers: list[Watcher] = []

    async def _begin(self) -> None:
        keeper, writer = self.crew.keeper, self.crew.writer
        story = (await self.ask(keeper, "POST", "/stories", {"title": f"Story {self.seed}", "visibility": "members"}, [201]))[1]["story"]
        self.story, self.root, self.place = story["id"], story["root"], f"story:{story['id']}"
        self.verses.append(self.root)
        for one in (writer, self.crew.other_writer):
            await self.ask(keeper, "PUT", f"/stories/{self.story}/writers/{one.username}")
        for number, author in enumerate((keeper, writer, writer)):
            made = (await self.ask(author, "POST", f"/stories/{self.story}/verses", {"title": f"Verse {number}"}, [201]))[1]["verse"]
            self.verses.append(made["id"])
        # From now on only the keeper and a verse's authors save it, and proposals are voted on.
        await self.ask(keeper, "PATCH", f"/stories/{self.story}", {"base_version": 1, "canon": "vote"})
        self.watchers = [Watcher(keeper, self.nodes[0], self.place), Watcher(writer, self.nodes[-1], self.place)]
        for watcher in self.watchers:
            await watcher.come()
            watcher.absorb()

    # The deeds

    async def _act(self) -> None:
        done = 0
        while done < DEEDS:
            together = min(self.chance.randint(1, 4), DEEDS - done)
            kinds = self.chance.choices(list(WEIGHTS), WEIGHTS.values(), k=together)
            await asyncio.gather(*[getattr(self, "_" + kind.replace(" ", "_"))() for kind in kinds])
            done += together
            for watcher in self.watchers:
                watcher.absorb()

    def _do(self, kind: str, who: Account, verse: int) -> Deed:
        self.log.append(f"{who.username} {kind} {verse}")
        self.deeds.append(Deed(kind, who, verse, time.monotonic()))
        return self.deeds[-1]

    def _answered(self, deed: Deed, is_granted: bool) -> bool:
        deed.answered, deed.is_granted = time.monotonic(), is_granted
        self.counts[deed.kind if is_granted else f"{deed.kind} refused"] += 1
        return is_granted

    def _save(self) -> Coroutine:
        watcher, verse = self.chance.choice(self.watchers), self.chance.choice(self.verses)
        if watcher.account is self.crew.writer and verse in self.verses[:2]:
            watcher = self.watchers[0]
        # What the member sees, old as it may be, is what the save is based on.
        seen = watcher.fold.living().get(("verse", verse), {"version": 1, "title": f"Verse {verse}", "choices": []})
        content = {"base_version": seen["version"], "title": seen["title"], "choices": seen["choices"], "body": f"text {next(self.numbers)}"}

        async def save() -> None:
            deed = self._do("save", watcher.account, verse)
            status, data = await self.ask(watcher.account, "PUT", f"/verses/{verse}", content, (200, 403, 409, 410))
            if self._answered(deed, status == 200):
                key = (verse, data["verse"]["version"])
                assert key not in self.accepted, f"version {key[1]} of verse {verse} was given twice"
                self.accepted[key] = (content["body"], watcher.account.username)
            elif status == 403:
                assert watcher.account is not self.crew.keeper, "the keeper may save every verse"

        return save()

    def _claim(self, name: str = "claim") -> Coroutine:
        watcher, verse = self.chance.choice(self.watchers), self.chance.choice(self.verses)

        async def claim() -> None:
            async with watcher.turn:
                await watcher.come()
                deed = self._do(name, watcher.account, verse)
                try:
                    await watcher.socket.request("signal", {"place": self.place, "name": name, "verse": verse})
                except Refused as refused:
                    self._answered(deed, False)
                    allowed = {"GONE"} if name == "release" else {"GONE", "CONFLICT"}
                    # Only the keeper saves what somebody else wrote.
                    allowed |= set() if watcher.account is self.crew.keeper else {"FORBIDDEN"}
                    assert refused.code in allowed, refused
                    assert refused.code != "CONFLICT" or refused.details["holder"] != watcher.account.username, refused
                else:
                    self._answered(deed, True)

        return claim()

    def _release(self) -> Coroutine:
        return self._claim("release")

    def _delete(self) -> Coroutine:
        verse = self.chance.choice(self.verses[1:])

        async def delete() -> None:
            deed = self._do("delete", self.crew.keeper, verse)
            status, _ = await self.ask(self.crew.keeper, "DELETE", f"/verses/{verse}", None, (200, 409))
            self._answered(deed, status == 200)

        return delete()

    def _restore(self) -> Coroutine:
        verse = self.chance.choice(self.verses[1:])
        self.log.append(f"restore {verse}")
        return self.ask(self.crew.keeper, "POST", f"/verses/{verse}/restore")

    def _propose(self) -> Coroutine:
        who, verse = self.chance.choice([self.crew.reader, self.crew.other_writer]), self.chance.choice([self.root, *self.verses])
        title = f"Branch {next(self.numbers)}"
        self.log.append(f"{who.username} proposes {title} from {verse}")

        async def propose() -> None:
            body = {"from": verse, "label": title, "verses": [{"title": title, "body": title}]}
            # Of a deleted verse nothing branches off, and a member has at most three open proposals.
            status, data = await self.ask(who, "POST", f"/stories/{self.story}/proposals", body, (201, 409, 422))
            if status == 201:
                self._learnt(data["proposal"])
                self.counts["propose"] += 1

        return propose()

    def _learnt(self, proposal: dict) -> None:
        before = self.proposals.get(proposal["id"], proposal)["status"]
        if before in CLOSED:
            assert proposal["status"] in (before, "open", "passed"), f"proposal {proposal['id']} was {before} and is {proposal['status']}"
        else:
            self.proposals[proposal["id"]] = proposal
        if proposal["status"] == "accepted" and proposal["verses"][0] not in self.verses:
            self.verses.append(proposal["verses"][0])

    def _chosen(self, *status: str) -> dict | None:
        found = [one for one in self.proposals.values() if one["status"] in status]
        return self.chance.choice(found) if found else None

    async def _cast(self, who: Account, proposal: dict, yes: bool) -> None:
        id_ = proposal["id"]
        self.log.append(f"{who.username} votes {yes} on {id_}")
        status, data = await self.ask(who, "POST", f"/proposals/{id_}/vote", {"yes": yes}, (200, 403, 409))
        if status == 200:
            self.ballots[id_, who.username].append(yes)
            self._learnt(data["proposal"])
        elif status == 403:
            assert proposal["author"]["username"] == who.username or who is self.crew.reader, f"{who.username} may vote"
        self.counts["vote" if status == 200 else "vote refused"] += 1

    def _vote(self) -> Coroutine:
        proposal = self._chosen("open") or self._chosen("accepted", "declined", "withdrawn", "passed")
        who, yes = self.chance.choice(self.crew.voters), self.chance.random() < 0.7
        return self._cast(who, proposal, yes) if proposal else self._propose()

    def _all_vote(self) -> Coroutine:
        """Whoever has a vote gives it at once."""
        proposal = self._chosen("open")
        votes = [(who, self.chance.random() < 0.7) for who in self.crew.voters]
        if proposal is None:
            return self._propose()
        return asyncio.wait_for(asyncio.gather(*[self._cast(who, proposal, yes) for who, yes in votes]), 60)

    def _place(self) -> Coroutine:
        """The keeper gives another place to what has passed without one."""
        proposal, verse = self._chosen("passed"), self.chance.choice(self.verses)
        if proposal is None:
            return self._vote()

        async def place() -> None:
            self.log.append(f"place {proposal['id']} at {verse}")
            status, data = await self.ask(self.crew.keeper, "POST", f"/proposals/{proposal['id']}/accept", {"from": verse}, (200, 409, 422))
            if status == 200:
                self._learnt(data["proposal"])

        return place()

    def _withdraw(self) -> Coroutine:
        proposal = self._chosen("open", "passed", "accepted", "declined")
        if proposal is None:
            return self._save()
        author = next(one for one in self.crew.all if one.username == proposal["author"]["username"])

        async def withdraw() -> None:
            self.log.append(f"withdraw {proposal['id']}")
            status, data = await self.ask(author, "POST", f"/proposals/{proposal['id']}/withdraw", None, (200, 409))
            if status == 200:
                self._learnt(data["proposal"])

        return withdraw()

    def _cut(self) -> Coroutine:
        watcher, how = self.chance.choice(self.watchers), self.chance.choice(HOWS)

        async def cut() -> None:
            async with watcher.turn:
                if not watcher.is_watching:
                    self.log.append(f"{watcher.account.username} is back")
                    return await watcher.come()
                # Its leases last a moment longer.
                self.deeds.append(Deed("cut", watcher.account, 0, time.monotonic()))
                self.log.append(f"{watcher.account.username} cut: {how}")
                self.counts[how] += 1
                await watcher.leave(how)

        return cut()

    # The look at it

    async def _finish(self) -> None:
        keeper = self.crew.keeper
        for watcher in self.watchers:
            await watcher.come()
        for verse in self.verses[1:]:
            await self.ask(keeper, "POST", f"/verses/{verse}/restore")
        await self._let_go()
        story = (await self.ask(keeper, "GET", f"/stories/{self.story}"))[1]
        for watcher in self.watchers:
            await watcher.until(lambda one: one.fold.is_complete and one.fold.cursor >= story["seq"], f"change {story['seq']}")
            assert (watcher.fold.epoch, watcher.fold.cursor) == (story["epoch"], story["seq"])
        fresh = await self._fresh_look()
        for watcher in self.watchers:
            differing = {key for key in fresh | watcher.fold.living() if fresh.get(key) != watcher.fold.living().get(key)}
            assert not differing, f"{watcher.account.username} sees otherwise: " + str([(watcher.fold.objects.get(key), fresh.get(key)) for key in differing])
        for one in story["verses"]:
            assert {key: fresh["verse", one["id"]][key] for key in ("title", "status", "version", "seq")} == {key: one[key] for key in ("title", "status", "version", "seq")}
        self._check_leases()
        await self._check_versions()
        await self._check_votes({key[1]: one for key, one in fresh.items() if key[0] == "verse"})

    async def _let_go(self) -> None:
        """Both give back all they hold; then nobody sees a holder."""
        for watcher in self.watchers:
            claimed = {deed.verse for deed in self.deeds if deed.kind == "claim" and deed.who == watcher.account.username}
            for verse in sorted(claimed):
                await watcher.socket.request("signal", {"place": self.place, "name": "release", "verse": verse})
        for watcher in self.watchers:
            await watcher.until(lambda one: not one.holders, "the end of all leases")

    async def _fresh_look(self) -> dict:
        watcher = Watcher(self.crew.reader, self.nodes[-1], self.place)
        await watcher.come()
        watcher.absorb()
        await watcher.leave("close")
        return watcher.fold.living()

    def _check_leases(self) -> None:
        """Nothing was granted to one member while another certainly held the verse."""
        for held in self.deeds:
            if held.kind != "claim" or not held.is_granted:
                continue
            ends = [one.sent for one in self.deeds if one.verse == held.verse and one.answered > held.answered
                    and (one.kind == "release" and one.who == held.who or one.kind == "delete" and one.is_granted)]  # fmt: skip
            ends += [one.sent + GRACE for one in self.deeds if one.kind == "cut" and one.who == held.who and one.sent > held.answered]
            end = min([*ends, held.answered + LENGTH])
            for one in self.deeds:
                if one.verse == held.verse and one.who != held.who and one.is_granted and one.kind != "release" and held.answered <= one.sent:
                    assert one.answered > end, f"{held} was acknowledged, then {one}"

    async def _check_versions(self) -> None:
        for verse in sorted({verse for verse, _ in self.accepted}):
            revisions = (await self.ask(self.crew.reader, "GET", f"/verses/{verse}/history?limit=100"))[1]["revisions"]
            assert [one["version"] for one in revisions] == list(range(len(revisions), 0, -1)), f"versions of verse {verse}: {revisions}"
        for (verse, version), expected in self.accepted.items():
            found = (await self.ask(self.crew.reader, "GET", f"/verses/{verse}/history/{version}"))[1]["revision"]
            assert (found["body"], found["author"]["username"]) == expected, f"version {version} of verse {verse}"

    async def _check_votes(self, verses: dict[int, dict]) -> None:
        found = (await self.ask(self.crew.reader, "GET", f"/stories/{self.story}/proposals?limit=100"))[1]["proposals"]
        assert {one["id"] for one in found} == self.proposals.keys()
        appended = collections.Counter(choice["id"] for verse in verses.values() for choice in verse["choices"])
        accepted = {one["choice"] for one in found if one["status"] == "accepted"}
        assert appended == collections.Counter(accepted), f"choices {appended}, accepted {accepted}"
        for one in found:
            self._learnt(one)
            self.counts[one["status"]] += 1
            for watcher in self.watchers:
                told = watcher.outcomes[one["id"]]
                assert told[-1] == one["status"] and not CLOSED & set(told[:-1]) and told.count("open") <= 1, (one, told)
            if one["votes"] is None:
                continue
            votes = {vote["user"]["username"]: vote["yes"] for vote in one["votes"]}
            for (id_, username), cast in self.ballots.items():
                # Who voted twice may have been heard in another order.
                assert id_ != one["id"] or votes[username] in cast, (one, username, cast)
            yes = sum(votes.values())
            if len(votes) == one["voters"]:
                has_passed = yes > len(votes) - yes and yes >= min(3, one["voters"])
                assert one["status"] in (("accepted", "passed", "withdrawn") if has_passed else ("declined", "withdrawn")), one


def schedules_hold(seeds: Iterable[int], nodes: list) -> None:
    """Plays a schedule for each seed, several side by side, and checks that what they are about did happen."""
    waiting, crews = iter(seeds), [Crew(nodes[0]) for _ in range(CREWS)]
    counts: collections.Counter[str] = collections.Counter()

    async def follow(crew: Crew, http: httpx.AsyncClient) -> None:
        for seed in waiting:
            schedule = Schedule(seed, crew, nodes, http)
            await schedule.play()
            counts.update(schedule.counts)

    async def run() -> None:
        async with httpx.AsyncClient(timeout=30) as http, asyncio.TaskGroup() as group:
            for crew in crews:
                group.create_task(follow(crew, http))

    asyncio.run(run())
    rare = [kind for kind in (*EXPECTED, *HOWS) if counts[kind] == 0]
    assert not rare, f"none of {rare} in {dict(counts)}"
