"""Makes a clip with nothing but gRPC: create, watch, download.

python examples/grpc_client.py 127.0.0.1:50051 "A lighthouse in a storm" clip.mp4
"""

import sys
import uuid
from pathlib import Path

import grpc

from reelmesh.v1 import clip_service_pb2 as pb
from reelmesh.v1.clip_pb2 import ClipState, StepState
from reelmesh.v1.clip_service_pb2_grpc import ClipServiceStub
from reelmesh.v1.spec_pb2 import Line, Spec


def main(gateway: str, prompt: str, target: str) -> int:
    """Exit code 0 when the file is there."""
    spec = Spec(prompt=prompt, lines=[Line(speaker="Keeper", text="Not a night to be out.")])
    with grpc.insecure_channel(gateway) as channel:
        clips = ClipServiceStub(channel)
        # Asking again with the same id, after a lost answer, is safe: it is the same clip.
        request = pb.CreateClipRequest(request_id=uuid.uuid4().hex, spec=spec)
        clip = clips.CreateClip(request).clip
        for update in clips.WatchClip(pb.WatchClipRequest(clip_id=clip.id)):
            if update.HasField("clip"):
                clip = update.clip
                done = sum(step.state == StepState.STEP_STATE_SUCCEEDED for step in clip.steps)
                print(ClipState.Name(clip.state), f"{done} of {len(clip.steps)} steps done")
        if clip.state != ClipState.CLIP_STATE_SUCCEEDED:
            print(clip.failure.message, file=sys.stderr)
            return 1
        with Path(target).open("wb") as file:
            wanted = pb.DownloadArtifactRequest(sha256=clip.result.clip.sha256)
            for piece in clips.DownloadArtifact(wanted):
                file.write(piece.chunk)
    return 0


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
