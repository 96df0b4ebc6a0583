"""Generate reelmesh/v1 from protos/, lint them, or check that nothing drifted.

    python tools/protos.py generate | lint | drift

The validation rules' own .proto comes out of the protovalidate wheel's descriptor, so
there is no network and no copied file.
"""

import re
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

from google.protobuf import descriptor_pb2, duration_pb2, field_mask_pb2, timestamp_pb2
from grpc_tools import protoc
from protovalidate._gen.buf.validate import validate_pb

ROOT = Path(__file__).resolve().parent.parent
PROTOS = ROOT / "protos"
PACKAGE = Path("reelmesh") / "v1"
HEADER = '"""Generated from protos/ by tools/protos.py. Do not edit."""\n'


def descriptors(into: Path) -> Path:
    """Write buf/validate/validate.proto and all it imports as one FileDescriptorSet."""
    files = descriptor_pb2.FileDescriptorSet()
    for module in (descriptor_pb2, duration_pb2, timestamp_pb2, field_mask_pb2):
        module.DESCRIPTOR.CopyToProto(files.file.add())
    files.file.add().MergeFromString(validate_pb.desc().proto.to_binary())
    path = into / "imports.binpb"
    path.write_bytes(files.SerializeToString())
    return path


def image(into: Path) -> Path:
    """Compile all protos to one image with comments, the input of buf and of protoc."""
    path = into / "image.binpb"
    names = sorted(str(p.relative_to(PROTOS)) for p in PROTOS.rglob("*.proto"))
    run(
        f"--proto_path={PROTOS}",
        f"--descriptor_set_in={descriptors(into)}",
        f"--descriptor_set_out={path}",
        "--include_imports",
        "--include_source_info",
        *names,
    )
    return path


def run(*arguments: str) -> None:
    """Run protoc, or stop with its own message."""
    if protoc.main(["protoc", *arguments]) != 0:
        sys.exit("protoc refused the protos: see above")


def generate(target: Path) -> None:
    """Write the Python code for every proto below target."""
    with tempfile.TemporaryDirectory() as folder:
        built = image(Path(folder))
        names = sorted(str(p.relative_to(PROTOS)) for p in PROTOS.rglob("*.proto"))
        out = Path(folder) / "out"
        out.mkdir()
        run(
            f"--descriptor_set_in={built}",
            f"--python_out={out}",
            f"--pyi_out={out}",
            f"--grpc_python_out={out}",
            "buf/validate/validate.proto",
            *names,
        )
        collect(out, target / PACKAGE)


def collect(out: Path, package: Path) -> None:
    """Move generated files into the package, the validation rules below it."""
    package.mkdir(parents=True, exist_ok=True)
    for source in sorted(out.rglob("*.py*")):
        relative = source.relative_to(out)
        if relative.parts[0] == "reelmesh":
            relative = relative.relative_to(PACKAGE)
        if relative.name == "validate_pb2_grpc.py" or empty_grpc(source):
            continue
        text = source.read_text()
        text = re.sub(r"^from buf\.validate", "from reelmesh.v1.buf.validate", text, flags=re.M)
        place = package / relative
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(HEADER + text)
    for folder in (package, package / "buf", package / "buf" / "validate"):
        (folder / "__init__.py").write_text(HEADER)


def empty_grpc(source: Path) -> bool:
    """Whether a _pb2_grpc file defines no service."""
    return source.name.endswith("_pb2_grpc.py") and "class " not in source.read_text()


def lint() -> None:
    """Run buf lint on the image."""
    with tempfile.TemporaryDirectory() as folder:
        built = image(Path(folder))
        buf = Path(sysconfig.get_path("scripts")) / "buf"
        command = [buf, "lint", str(built), "--config", PROTOS / "buf.yaml"]
        done = subprocess.run(command, cwd=PROTOS, check=False)
    sys.exit(done.returncode)


def drift() -> None:
    """Fail when the committed code is not what the protos give."""
    with tempfile.TemporaryDirectory() as folder:
        generate(Path(folder))
        fresh = {
            p.relative_to(folder): p.read_text()
            for p in Path(folder).rglob("*.py*")
            if "__pycache__" not in p.parts
        }
    here = {
        p.relative_to(ROOT): p.read_text()
        for p in (ROOT / PACKAGE).rglob("*.py*")
        if "__pycache__" not in p.parts
    }
    changed = sorted(str(p) for p in fresh.keys() | here.keys() if fresh.get(p) != here.get(p))
    if changed:
        sys.exit("generated code is stale, run make protos: " + ", ".join(changed))


if __name__ == "__main__":
    {"generate": lambda: generate(ROOT), "lint": lint, "drift": drift}[sys.argv[1]]()
