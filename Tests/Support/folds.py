"""What a client makes of the frames it gets: the state of a room, and of any other place. From PROTOCOL.md alone, and needs no library."""

MESSAGE_EVENTS = {"new_message", "message_edited", "message_deleted", "message_reacted"}


class Fold:
    """The state of a room: message objects by id, the one with the highest seq. Nothing else."""

    def __init__(self) -> None:
        self.messages: dict[int, dict] = {}
        self.cursor = 0
        self.epoch: str | None = None

    def take(self, message: dict) -> None:
        known = self.messages.get(message["id"])
        if known is None or message["seq"] > known["seq"]:
            self.messages[message["id"]] = message

    def page(self, page: dict) -> None:
        for message in page.get("messages", []):
            self.take(message)
        self.cursor = max(self.cursor, page.get("seq", 0))
        self.epoch = page["epoch"]

    def frames(self, frames: list[dict], room: str) -> None:
        for frame in frames:
            if frame["type"] in MESSAGE_EVENTS and frame["data"]["room"] == room:
                self.take(frame["data"])
                self.cursor = max(self.cursor, frame["data"]["seq"])
            elif frame["type"] == "backfill" and frame["data"]["room"] == room:
                self.page(frame["data"])

    def state(self) -> list[dict]:
        return [self.messages[id_] for id_ in sorted(self.messages)]


class PlaceFold:
    """What a place looks like: objects by type and id, keeping the highest seq."""

    def __init__(self) -> None:
        self.objects: dict[tuple[str, int], dict] = {}
        self.cursor: int | None = None
        self.epoch: str | None = None
        self.is_complete = False

    def take(self, object_: dict) -> None:
        key = (object_["type"], object_["id"])
        if key not in self.objects or object_["seq"] > self.objects[key]["seq"]:
            self.objects[key] = object_

    def frame(self, frame: dict, place: str) -> None:
        data = frame["data"]
        if frame["type"] not in ("changes", "changed") or data["place"] != place:
            return
        if data.get("reset"):
            self.__init__()
        elif frame["type"] == "changes":
            for object_ in data["objects"]:
                self.take(object_)
            if data["complete"] or self.cursor is not None:
                self.cursor, self.epoch = data["seq"], data["epoch"]
            self.is_complete = data["complete"]
        else:
            self.take(data["object"])
            if self.is_complete:
                assert data["object"]["seq"] > self.cursor, "events come in order"
                self.cursor = data["object"]["seq"]

    def living(self, type_: str | None = None) -> dict[tuple[str, int], dict]:
        return {key: one for key, one in self.objects.items() if not one["deleted"] and type_ in (None, key[0])}
