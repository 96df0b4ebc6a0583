"""A world around the pure plan: a record, a queue, events under way; it may crash anywhere.

It does what gateway/conductor.py does around gateway/plan.py, but one action at a time, so
that a test can choose the order.
"""

from collections import Counter
from random import Random

from google.protobuf.timestamp_pb2 import Timestamp

from gateway import plan
from reelmesh.mesh import names
from reelmesh.v1.ambient_pb2 import ComposeResult
from reelmesh.v1.clip_pb2 import Clip, ClipState, StepState
from reelmesh.v1.common_pb2 import Artifact, Cause, Failure, Stage
from reelmesh.v1.engine_pb2 import FrameRule
from reelmesh.v1.event_pb2 import (
    ClipAccepted,
    ClipCancelled,
    ClipDeadline,
    Event,
    StepFailed,
    StepFinished,
    StepStarted,
)
from reelmesh.v1.mux_pb2 import AssembleResult
from reelmesh.v1.spec_pb2 import Spec
from reelmesh.v1.task_pb2 import StageResult, Task
from reelmesh.v1.video_pb2 import AnimateResult
from reelmesh.v1.vision_pb2 import DescribeResult
from reelmesh.v1.voice_pb2 import SpeakResult

CRASH_POINTS = ("never", "before all", "before offers", "before save", "before ack")
"""Where a gateway may die. Offers and save go out together: either may come first."""

ENCODER = "e" * 64


def result_of(task: Task) -> StageResult:
    """What the workers of this world make of a task: the same for the same request."""
    request = task.request
    match request.WhichOneof("kind"):
        case "describe":
            asked = request.describe
            made = Artifact(sha256=names.message_sha256(asked))
            if asked.HasField("words"):
                return StageResult(describe=DescribeResult(prompt_embeddings=made))
            if asked.HasField("picture"):
                return StageResult(describe=DescribeResult(picture_embeddings=made))
            return StageResult(describe=DescribeResult(caption=task.part, frame=made))
        case "speak":
            # The text of a line is its length in seconds.
            return StageResult(speak=SpeakResult(seconds=float(request.speak.text)))
        case "animate":
            return StageResult(animate=AnimateResult(frames=request.animate.frames))
        case "compose":
            return StageResult(compose=ComposeResult(seconds=request.compose.seconds))
        case _:
            return StageResult(assemble=AssembleResult(seconds=request.assemble.timeline.seconds))


class World:
    """One clip on its way. Everything undone is in `undelivered` and `queue`."""

    def __init__(self, spec: Spec, rule: FrameRule, failing: str = "") -> None:
        """failing: the name of a step whose workers fail for good. In a world whose engine has a
        frame rule it holds no encoder, so that both kinds of plan are driven."""
        self.moment = 0
        self.failing = failing
        record = Clip(
            id="c",
            tenant="t",
            spec=spec,
            state=ClipState.CLIP_STATE_QUEUED,
            frame_rule=rule,
            steps=plan.plan(
                spec,
                lambda _stage, _part: "cpu",
                encoded=bool(rule.multiple),
                pictured=bool(rule.multiple),
            ),
            prompt_encoder=ENCODER if rule.multiple else "",
            image_encoder=ENCODER if rule.multiple else "",
        )
        self.undelivered: list[tuple[Event, int]] = []
        """Events with how often they were delivered already."""
        self.told: list[Event] = []
        """Every event there ever was."""
        self.queue: dict[str, Task] = {}
        self.released: Counter[str] = Counter()
        """How often a step's task was put in the queue for the first time."""
        self.published: dict[str, bytes] = {}
        self.record = plan.decide(record, self.now())
        self.past = [self.record]
        """The records as they were, for gateways that are behind."""
        self.tell(Event(accepted=ClipAccepted()))

    def now(self) -> Timestamp:
        self.moment += 1
        return Timestamp(seconds=self.moment)

    def tell(self, event: Event) -> None:
        event.time.CopyFrom(self.now())
        self.undelivered.append((event, 0))
        self.told.append(event)

    def deliver(self, index: int, crash: str = "never") -> None:
        """The conductor takes an event, and may die on the way; then it comes again."""
        event, deliveries = self.undelivered.pop(index)
        before = self.record
        after = plan.decide(plan.apply(before, event), self.now())
        if after == before and plan.early(before, event):
            # The record will be ready for it when the event that was died over comes again.
            self.undelivered.append((event, deliveries + 1))
            return
        # Whether the gateway that created the clip offered its first tasks is unknown.
        again = deliveries > 0 or event.HasField("accepted")
        ended = after.state in plan.ENDED
        if not ended and crash not in ("before all", "before offers"):
            self.publish(before, after, again)
        if crash not in ("before all", "before save"):
            self.record = after
            self.past.append(after)
            if ended and crash != "before offers":
                self.publish(before, after, again)
        if crash != "never":
            self.undelivered.append((event, deliveries + 1))

    def overtake(self, chance: Random) -> None:
        """A gateway that is behind offers what follows from an old record and some event, and
        then finds that it cannot save its own."""
        before, event = chance.choice(self.past), chance.choice(self.told)
        after = plan.decide(plan.apply(before, event), self.now())
        if after.state not in plan.ENDED:
            self.publish(before, after, again=True)

    def publish(self, before: Clip, after: Clip, again: bool) -> None:
        """Put tasks in the queue; a task that is there is refused, as the bus does."""
        old = {plan.name(s) for s in before.steps if s.state != StepState.STEP_STATE_WAITING}
        for task in plan.tasks(after):
            name = f"{Stage.Name(task.stage).removeprefix('STAGE_').lower()}.{task.part}"
            if not again and name in old:
                continue
            if name not in self.published:
                self.released[name] += 1
            body = task.request.SerializeToString(deterministic=True)
            assert self.published.setdefault(name, body) == body, "a task changed its mind"
            self.queue.setdefault(name, task)
        if after.state in plan.ENDED and after.state != ClipState.CLIP_STATE_SUCCEEDED:
            self.queue.clear()

    def work(self, name: str, attempt: int = 1, lost: bool = False) -> None:
        """A worker takes a task and tells; when its ack is lost, the task stays."""
        task = self.queue[name] if lost else self.queue.pop(name)
        stage, part = task.stage, task.part
        start = StepStarted(attempt=attempt, worker=f"w{attempt}")
        self.tell(Event(stage=stage, part=part, started=start))
        if name == self.failing:
            failure = Failure(cause=Cause.CAUSE_ENGINE, message="It cannot.", stage=task.stage)
            fact = StepFailed(failure=failure, attempt=attempt)
            self.tell(Event(stage=stage, part=part, failed=fact))
        else:
            fact = StepFinished(result=result_of(task), attempt=attempt, fingerprint=name)
            self.tell(Event(stage=stage, part=part, finished=fact))

    def cancel(self) -> None:
        self.tell(Event(cancelled=ClipCancelled(reason="enough")))

    def late(self) -> None:
        self.tell(Event(deadline=ClipDeadline()))

    def step(self, chance: Random) -> bool:
        """One action by chance; False when nothing is left to do."""
        if not self.undelivered and not self.queue:
            return False
        if self.queue and (not self.undelivered or chance.random() < 0.4):
            name = chance.choice(sorted(self.queue))
            # Only so many deliveries get lost, or the story would never end.
            lost = len(self.told) < 60 and chance.random() < 0.2
            self.work(name, chance.randint(1, 3), lost)
        elif len(self.told) < 60 and chance.random() < 0.15:
            # The bus delivers something again that was long done with.
            self.undelivered.append((chance.choice(self.told), 1))
        elif len(self.told) < 60 and chance.random() < 0.1:
            self.overtake(chance)
        else:
            crash = chance.choice(CRASH_POINTS) if chance.random() < 0.3 else "never"
            self.deliver(chance.randrange(len(self.undelivered)), crash)
        return True

    def in_order(self) -> Clip:
        """The record at the end when nothing goes wrong."""
        while self.undelivered or self.queue:
            while self.undelivered:
                self.deliver(0)
            for name in list(self.queue):
                self.work(name)
        return self.record
