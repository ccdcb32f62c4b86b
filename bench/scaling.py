"""What breaks first as a community grows: a simulation of nodes, one PostgreSQL and one Redis under the load of 10³ to 10⁶ members, computed from what
single operations cost (`COSTS`, all measured) and from how members behave (`HABITS`, all guessed). docs/SCALING.md says what follows from it.

Events run one after another over stations with queues. A post is one job at each station; its deliveries are one job on each core of each node, and
what their latency is follows from where in that job each socket's turn comes."""

import bisect
import collections
import dataclasses
import heapq
import itertools
import math
import random
from collections.abc import Callable

from common import QUICK, RESULTS, table

# What an operation costs, in µs of CPU if nothing else is said, and where that is from. "nodes" is `bin/bench nodes` with PostgreSQL and Redis.
BENCHMARKS, NODES_PART, SETUP = "docs/BENCHMARKS.md", "nodes", "less what opening the sockets and rooms took"
COSTS: dict[str, tuple[float, str]] = {
    "post, node": (215, f"{NODES_PART}, {SETUP}"),
    "post, node, SQLite": (113, "docs/BENCHMARKS.md: 89, and 1.27 times that with the index"),
    "post, database": (484, f"{NODES_PART}, {SETUP}"),
    "post, load client": (18, "the load client's own use"),
    "delivery, node": (5.0, BENCHMARKS),
    "right of a watcher, node": (4.5, "docs/BENCHMARKS.md: 9.5 for each watcher of a wall, less the delivery"),
    "rights of a place, database": (350, "one check of eight watchers, PostgreSQL's own use"),
    "message of another node, node": (16, f"{NODES_PART}, {SETUP}"),
    "publish, Redis": (11, f"{NODES_PART}, {SETUP}"),
    "publish to each listener, Redis": (0.4, NODES_PART),
    "limit, Redis": (10, "guessed: a script of ten commands"),
    "page, node": (1_384, f"{NODES_PART}: the mean of six pages"),
    "page, database": (1_124, f"{NODES_PART}: the mean of six pages"),
    "change, node": (194, f"{NODES_PART}: a new task"),
    "change, database": (289, f"{NODES_PART}: a new task"),
    "socket opened, node": (2_370, f"{NODES_PART}: with a room joined"),
    "socket opened, database": (5_050, f"{NODES_PART}: with a room joined"),
    "socket, a second, node": (4.9, NODES_PART),
    "socket, a second, database": (3.9, NODES_PART),
    "viewer, a second, node": (12.1, NODES_PART),
    "viewer, a second, another node": (2.7, NODES_PART),
    "viewer, a second, database": (8.1, NODES_PART),
    "viewer, a second, Redis": (0.2, NODES_PART),
    "unread of a member who has not joined, node": (1.9, NODES_PART),
    "unread of a member who has not joined, database": (3.2, NODES_PART),
    "unread of a member who has, node": (11.7, NODES_PART),
    "unread of a member who has, database": (19.1, NODES_PART),
    "upload, node": (115_000, "docs/BENCHMARKS.md: a JPEG of 12 megapixels"),
    "wait for the disk": (600, "docs/decisions/0002: 0.5 to 0.7 ms"),
    "journey to the database": (200, "guessed: within one machine room"),
    "bytes of a delivery": (1_513, "the load client: a message of 200 characters"),
    "bytes of a message between nodes": (1_700, "the same, sealed"),
    "bytes of a page": (15_000, "guessed, compressed"),
    "bytes of somebody present": (150, "guessed"),
}
# What was measured where a whole was looked at.
MEASURED = {
    "room": "4.0, 7.0",
    "wall": "9.7",
    "one node": "2,686",
    "two nodes": "2,230",
    "one room": "892",
}

MICRO = 1e-6


def cost(name: str) -> float:
    """In seconds."""
    return COSTS[name][0] * MICRO


@dataclasses.dataclass
class Habits:
    """How members behave. Guesses, from communities of this kind; change them and look again."""

    online: float = 0.10  # the share of all members who are online at the peak
    sockets: float = 1.3  # open pages of each member online
    posts: float = 6  # messages of a member online, an hour
    pages: float = 30  # page loads
    changes: float = 10  # changes of walls, tasks, scripts, stories, reactions
    joins: float = 12  # times a socket is opened and enters a room
    uploads: float = 0.3
    rooms: float = 1 / 50  # rooms for each member
    zipf: float = 1.0  # the room of rank k is visited 1/k^zipf as often as the first
    joined: float = 20  # rooms that a member has joined
    watchers: float = 3  # sockets on one node that see a change


@dataclasses.dataclass
class Machines:
    nodes: int = 1
    cores: int = 4  # of each node
    database_cores: int = 8
    network: float = 125e6  # bytes a second of each node: 1 Gbit/s


class Simulation:
    def __init__(self, seed: int = 1):
        self.now, self.chance = 0.0, random.Random(seed)
        self.queue: list[tuple[float, int, Callable[[], None]]] = []
        self.numbers = itertools.count()

    def after(self, seconds: float, then: Callable[[], None]) -> None:
        heapq.heappush(self.queue, (self.now + seconds, next(self.numbers), then))

    def run(self, until: float) -> None:
        while self.queue and self.queue[0][0] <= until:
            self.now, _, then = heapq.heappop(self.queue)
            then()
        self.now = until

    def each(self, rate: float, then: Callable[[], None]) -> None:
        """Poisson arrivals."""
        if rate <= 0:
            return

        def arrive() -> None:
            self.after(self.chance.expovariate(rate), arrive)
            then()

        self.after(self.chance.expovariate(rate), arrive)


class Station:
    """Servers with one queue, first come, first served."""

    def __init__(self, simulation: Simulation, servers: int = 1):
        self.simulation, self.servers, self.free = simulation, servers, servers
        self.waiting: collections.deque[tuple[float, float, Callable[[], None]]] = collections.deque()
        self.offered = 0.0
        self.waits: list[float] = []

    def serve(self, seconds: float, then: Callable[[], None] = lambda: None) -> None:
        self.offered += seconds
        if self.free:
            self.start(self.simulation.now, seconds, then)
        else:
            self.waiting.append((self.simulation.now, seconds, then))

    def start(self, came: float, seconds: float, then: Callable[[], None]) -> None:
        self.free -= 1
        self.waits.append(self.simulation.now - came)
        self.simulation.after(seconds, lambda: self.end(then))

    def end(self, then: Callable[[], None]) -> None:
        self.free += 1
        if self.waiting:
            self.start(*self.waiting.popleft())
        then()

    def utilisation(self, seconds: float) -> float:
        """What it was asked to do, as a share of what it can; above 1 the queue grows without end."""
        return self.offered / seconds / self.servers


class Row:
    """What one transaction holds at a time, however long that takes."""

    def __init__(self, simulation: Simulation):
        self.simulation, self.is_held = simulation, False
        self.waiting: collections.deque[Callable[[Callable[[], None]], None]] = collections.deque()
        self.held = 0.0

    def hold(self, go: Callable[[Callable[[], None]], None]) -> None:
        if self.is_held:
            return self.waiting.append(go)
        self.is_held, began = True, self.simulation.now

        def release() -> None:
            self.is_held = False
            self.held += self.simulation.now - began
            if self.waiting:
                self.hold(self.waiting.popleft())

        go(release)

    def utilisation(self, seconds: float) -> float:
        return self.held / seconds


class Weighted:
    """Latencies, each as often as it occurred."""

    def __init__(self) -> None:
        self.all: list[tuple[float, float]] = []

    def add(self, value: float, weight: float = 1) -> None:
        self.all.append((value, weight))

    def quantile(self, share: float) -> float:
        if not self.all:
            return math.nan
        self.all.sort()
        rest = share * sum(weight for _, weight in self.all)
        for value, weight in self.all:
            rest -= weight
            if rest <= 0:
                return value
        return self.all[-1][0]


# Moments of a fan-out at which latency is taken: shares of its sockets.
MOMENTS = (0.1, 0.3, 0.5, 0.7, 0.9, 0.99)


class Node:
    def __init__(self, simulation: Simulation, machines: Machines):
        self.cpu = Station(simulation, machines.cores)
        self.cores = machines.cores
        # Unread counts: one room after another, one statement after another.
        self.teller = Station(simulation)
        self.due: set[int] = set()
        self.told: dict[int, float] = {}
        self.bytes = 0.0


class Community:
    def __init__(self, members: int, machines: Machines, habits: Habits | None = None, seed: int = 1):
        self.simulation, self.machines, self.habits = Simulation(seed), machines, habits or Habits()
        self.nodes = [Node(self.simulation, machines) for _ in range(machines.nodes)]
        self.database, self.redis = Station(self.simulation, machines.database_cores), Station(self.simulation)
        self.online = members * self.habits.online
        self.sockets = self.online * self.habits.sockets
        weights = [1 / rank**self.habits.zipf for rank in range(1, max(10, round(members * self.habits.rooms)) + 1)]
        total = sum(weights)
        self.shares = [weight / total for weight in weights]
        self.until_room = list(itertools.accumulate(self.shares))
        self.rows: dict[int, Row] = {}
        self.latencies: dict[str, Weighted] = collections.defaultdict(Weighted)

    # What happens

    def load(self) -> None:
        each, hourly = self.simulation.each, self.online / 3_600
        each(hourly * self.habits.posts, self.post)
        each(hourly * self.habits.pages, self.page)
        each(hourly * self.habits.changes, self.change)
        each(hourly * self.habits.joins, self.join)
        each(hourly * self.habits.uploads, self.upload)
        for node in self.nodes:
            # All nodes do it, not at the same moment.
            self.simulation.after(self.simulation.chance.random() * 4, lambda node=node: self.look_after(node))

    def some_node(self) -> Node:
        return self.simulation.chance.choice(self.nodes)

    def room(self) -> int:
        return min(bisect.bisect(self.until_room, self.simulation.chance.random()), len(self.shares) - 1)

    def commit(self, room: int | None, work: float, then: Callable[[], None]) -> None:
        """A transaction: the database's CPU, then the wait for its disk. A room's row is held until the end."""

        def go(release: Callable[[], None]) -> None:
            def end() -> None:
                release()
                then()

            self.database.serve(work, lambda: self.simulation.after(cost("wait for the disk"), end))

        if room is None:
            go(lambda: None)
        else:
            self.rows.setdefault(room, Row(self.simulation)).hold(go)

    def post(self) -> None:
        began, node, room = self.simulation.now, self.some_node(), self.room()

        def committed() -> None:
            self.latencies["ack"].add(self.simulation.now - began)
            self.deliver(node, room, began)
            self.tell_others(node, lambda other: self.deliver(other, room, began))

        node.cpu.serve(cost("post, node"), lambda: self.commit(room, cost("post, database"), committed))

    def tell_others(self, node: Node, then: Callable[[Node], None]) -> None:
        others = len(self.nodes) - 1
        if not others:
            return
        node.bytes += cost("bytes of a message between nodes") / MICRO

        def published() -> None:
            for other in self.nodes:
                if other is not node:
                    other.bytes += cost("bytes of a message between nodes") / MICRO
                    other.cpu.serve(cost("message of another node, node"), lambda other=other: then(other))

        self.redis.serve(cost("publish, Redis") + len(self.nodes) * cost("publish to each listener, Redis"), published)

    def deliver(self, node: Node, room: int, began: float) -> None:
        viewers = self.sockets * self.shares[room] / len(self.nodes)
        node.bytes += viewers * cost("bytes of a delivery") / MICRO
        work = viewers * cost("delivery, node") / node.cores
        for _ in range(node.cores):
            came = self.simulation.now

            def sent(came: float = came) -> None:
                start = self.simulation.now - work
                for moment in MOMENTS:
                    self.latencies["delivery"].add(start + work * moment - began, viewers / node.cores / len(MOMENTS))

            node.cpu.serve(work, sent)
        self.count_unread(node, room)

    def count_unread(self, node: Node, room: int) -> None:
        """A node asks for everybody on it who does not look at the room, 500 in a statement; of one room at most four times a second."""
        if room in node.due:
            return
        node.due.add(room)
        asked = self.online / len(self.nodes) * (1 - self.shares[room])
        joined = min(1.0, self.habits.joined * self.shares[room])
        each = {part: cost(f"unread of a member who has not joined, {part}") * (1 - joined) + cost(f"unread of a member who has, {part}") * joined for part in ("node", "database")}
        changed = self.simulation.now

        def turn() -> None:
            node.due.discard(room)
            node.told[room] = self.simulation.now
            node.cpu.serve(asked * each["node"])
            # The statements wait for nothing but the database; they are offered to it in one piece.
            self.database.serve(asked * each["database"])
            self.latencies["unread"].add(self.simulation.now - changed)

        wait = max(0.05, node.told.get(room, -1.0) + 0.25 - changed)
        self.simulation.after(wait, lambda: node.teller.serve(asked * (each["node"] + each["database"]) + math.ceil(asked / 500) * cost("journey to the database"), turn))

    def page(self) -> None:
        began, node = self.simulation.now, self.some_node()
        node.bytes += cost("bytes of a page") / MICRO
        node.cpu.serve(cost("page, node"), lambda: self.database.serve(cost("page, database"), lambda: self.latencies["page"].add(self.simulation.now - began)))
        self.redis.serve(cost("limit, Redis"))

    def change(self) -> None:
        node = self.some_node()
        watchers = self.habits.watchers * (cost("delivery, node") + cost("right of a watcher, node"))

        def committed() -> None:
            node.cpu.serve(watchers)
            self.tell_others(node, lambda other: other.cpu.serve(watchers))
            for _ in self.nodes:
                self.database.serve(cost("rights of a place, database"))

        self.redis.serve(cost("limit, Redis"))
        node.cpu.serve(cost("change, node"), lambda: self.commit(None, cost("change, database"), committed))

    def join(self) -> None:
        node = self.some_node()
        node.cpu.serve(cost("socket opened, node"), lambda: self.database.serve(cost("socket opened, database")))
        self.tell_others(node, lambda _: None)

    def upload(self) -> None:
        self.some_node().cpu.serve(cost("upload, node"))
        self.database.serve(cost("change, database"))

    def look_after(self, node: Node) -> None:
        """What a node does again and again for each of its sockets, and for those of the others whose rooms it is told of."""
        every, count = 4.0, self.sockets / len(self.nodes)
        node.cpu.serve(every * count * (cost("socket, a second, node") + cost("viewer, a second, node")))
        node.cpu.serve(every * (self.sockets - count) * cost("viewer, a second, another node"))
        # In statements of 5,000 views.
        work, batches = every * count * (cost("socket, a second, database") + cost("viewer, a second, database")), max(1, math.ceil(count / 5_000))
        for number in range(batches):
            self.simulation.after(number * every / batches, lambda: self.database.serve(work / batches))
        if len(self.nodes) > 1:
            self.redis.serve(every * count * cost("viewer, a second, Redis"))
            announced = every * count / 10 * cost("bytes of somebody present") / MICRO
            node.bytes += announced * len(self.nodes)
        self.simulation.after(every, lambda: self.look_after(node))

    # What came of it

    def run(self, seconds: float) -> "Outcome":
        self.load()
        self.simulation.run(seconds)
        uses = {
            "cores of a node": max(node.cpu.utilisation(seconds) for node in self.nodes),
            "unread counts": max(node.teller.utilisation(seconds) for node in self.nodes),
            "PostgreSQL": self.database.utilisation(seconds),
            "the busiest room's row": max((row.utilisation(seconds) for row in self.rows.values()), default=0.0),
            "Redis": self.redis.utilisation(seconds),
            "network of a node": max(node.bytes for node in self.nodes) / seconds / self.machines.network,
        }
        return Outcome(uses, {name: self.latencies[name].quantile(0.99) for name in ("delivery", "ack", "page", "unread")})


@dataclasses.dataclass
class Outcome:
    uses: dict[str, float]
    p99: dict[str, float]

    @property
    def first(self) -> str:
        """The resource that is used most."""
        return max(self.uses, key=lambda name: self.uses[name])


# Whether it is true


def closed(simulation: Simulation, customers: int, stages: list[tuple[Station | float, float]], seconds: float) -> tuple[float, Weighted]:
    """Customers who come again as soon as they are served, by each stage in turn: stations, or plain waits. Their rate, and how long it took."""
    took, done = Weighted(), 0

    def visit(began: float, at: int) -> None:
        nonlocal done
        if at == len(stages):
            took.add(simulation.now - began)
            done += 1
            return visit(simulation.now, 0)
        station, work = stages[at]
        if isinstance(station, Station):
            station.serve(work, lambda: visit(began, at + 1))
        else:
            simulation.after(station, lambda: visit(began, at + 1))

    for _ in range(customers):
        visit(simulation.now, 0)
    simulation.run(simulation.now + seconds)
    return done / seconds, took


def fan_out(viewers: int, rate: float, post: float, delivery: float, check: float = 0.0, seconds: float = 20) -> Weighted:
    """One room or wall, changes at even intervals, a core for the server: the load client has the other one. What is checked of each viewer is checked
    of all before the first hears of it."""
    simulation, took = Simulation(), Weighted()
    core = Station(simulation)

    def say() -> None:
        began = simulation.now

        def deliver() -> None:
            core.serve(viewers * (check + delivery), lambda: [took.add(simulation.now - viewers * delivery * (1 - moment) - began) for moment in MOMENTS])

        core.serve(post, lambda: simulation.after(cost("wait for the disk"), deliver))

    for number in range(int(rate * seconds)):
        simulation.after(number / rate, say)
    simulation.run(seconds + 10)
    return took


def validation() -> list[tuple[str, str, str]]:
    """Points that were measured, beside the same simulated. All parts and the load client shared two cores there."""
    return [(what, measured, simulated) for what, (measured, simulated) in points().items()]


def points() -> dict[str, tuple[str, str]]:
    found = {}
    room = fan_out(1_000, 10, cost("post, node, SQLite"), cost("delivery, node"))
    found["1,000 in a room, 10 posts/s: p50, p99 in ms"] = (MEASURED["room"], f"{room.quantile(0.5) * 1e3:.1f}, {room.quantile(0.99) * 1e3:.1f}")
    wall = fan_out(1_000, 10, cost("change, node"), cost("delivery, node"), cost("right of a watcher, node"))
    found["a wall in front of 1,000, 10 changes/s: p50 in ms"] = (MEASURED["wall"], f"{wall.quantile(0.5) * 1e3:.1f}")
    names = ["post, node", "post, database", "post, load client", "message of another node, node", "publish, Redis", "publish to each listener, Redis"]
    for where, customers in (("one node", 64), ("two nodes", 128)):
        simulation = Simulation()
        rate, _ = closed(simulation, customers, [(Station(simulation, 2), sum(map(cost, names))), (cost("wait for the disk"), 0)], 5)
        found[f"durable posts/s on PostgreSQL, {where}, two cores for all"] = (MEASURED[where], f"{rate:,.0f}")
    simulation = Simulation()
    rate, _ = closed(simulation, 16, [(Station(simulation), cost("post, database") + cost("wait for the disk") + cost("journey to the database"))], 5)
    found["posts/s in one room, on PostgreSQL"] = (MEASURED["one room"], f"{rate:,.0f}")
    return found


MEMBERS = (1_000, 10_000, 100_000, 300_000, 1_000_000)
NODES = (1, 2, 4, 8, 16)


def span(members: int) -> float:
    """Simulated seconds: long enough for a thousand posts, and for what is done every 4 s."""
    return min(3_600, max(20, 1_000 / (members * Habits.online * Habits.posts / 3_600)))


def milliseconds(value: float, is_over: bool) -> str:
    return "grows" if is_over else f"{value * 1e3:,.1f}"


def measure() -> None:
    table("What operations cost", ("operation", "µs of CPU", "where from"), [(name, f"{value:,.2f}", source) for name, (value, source) in COSTS.items()])
    table("How members behave: guessed", ("habit", "value"), [(name, f"{value:g}") for name, value in dataclasses.asdict(Habits()).items()])
    table("Simulated beside measured", ("what", "measured", "simulated"), validation())
    rows = []
    for members in MEMBERS[::2] if QUICK else MEMBERS:
        for nodes in NODES[::2] if QUICK else NODES:
            found = Community(members, Machines(nodes)).run(span(members))
            RESULTS[f"{members} members, {nodes} nodes"] = dataclasses.asdict(found)
            uses = found.uses
            over = {"delivery": uses["cores of a node"] > 1 or uses["the busiest room's row"] > 1 or uses["PostgreSQL"] > 1}
            over |= {"ack": over["delivery"], "page": uses["cores of a node"] > 1 or uses["PostgreSQL"] > 1, "unread": uses["unread counts"] > 1 or uses["PostgreSQL"] > 1}
            rows.append((f"{members:,}", str(nodes), *(f"{use:.1%}" if use < 0.1 else f"{use:.0%}" for use in uses.values()),
                         *(milliseconds(found.p99[name], over[name]) for name in ("delivery", "ack", "page", "unread")), found.first))  # fmt: skip
    columns = ("members", "nodes", *uses, "p99 ms of a delivery", "of an ack", "of a page", "of unread counts", "used most")
    table("Used at the peak, and how long things take", columns, rows)
