"""Bytes in the S3 store, named by their SHA-256. The only user of the S3 client."""

import asyncio
import hashlib
import io
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlparse

import urllib3
from minio import Minio
from minio.error import MinioException, S3Error

from reelmesh.mesh import names
from reelmesh.mesh.errors import CallerError, Unavailable
from reelmesh.mesh.settings import Settings
from reelmesh.v1.common_pb2 import Artifact

CHUNK_BYTES = 1 << 20
PATIENCE_S = 30.0
REGION = "us-east-1"
"""Must be given: a scoped key may not ask for the bucket's location."""

T = TypeVar("T")


class Artifacts:
    """The store. The client is synchronous, so every call runs in a thread."""

    def __init__(self, settings: Settings) -> None:
        url = urlparse(settings.s3_endpoint)
        if url.scheme not in ("http", "https") or not url.netloc:
            raise CallerError(
                f"S3_ENDPOINT is {settings.s3_endpoint!r}: write http://host:port or https://host:port."
            )
        self.bucket = settings.s3_bucket
        self._connections = urllib3.PoolManager(
            maxsize=16, timeout=urllib3.Timeout(connect=3, read=60), retries=urllib3.Retry(3)
        )
        self._client = Minio(
            url.netloc,
            access_key=settings.s3_access_key,
            secret_key=settings.s3_secret_key,
            secure=url.scheme == "https",
            region=REGION,
            http_client=self._connections,
        )

    def close(self) -> None:
        """Close every connection."""
        self._connections.clear()

    async def ensure(self) -> None:
        """Create the bucket when it is not there. Waits a while for the store to come up."""

        def create() -> None:
            if not self._client.bucket_exists(self.bucket):
                try:
                    self._client.make_bucket(self.bucket)
                except S3Error as error:
                    if error.code not in ("BucketAlreadyOwnedByYou", "BucketAlreadyExists"):
                        raise

        until = time.monotonic() + PATIENCE_S
        while True:
            try:
                return await self._call(create)
            except Unavailable:
                if time.monotonic() > until:
                    raise
            await asyncio.sleep(0.5)

    async def put(self, tenant: str, artifact: Artifact, path: Path) -> None:
        """Store a file under its digest."""
        key = names.artifact_key(tenant, artifact)
        await self._call(
            lambda: self._client.fput_object(
                self.bucket, key, str(path), content_type=artifact.media_type
            )
        )

    async def put_bytes(self, key: str, data: bytes, media_type: str) -> None:
        """Store bytes under a key from names.py."""
        await self._call(
            lambda: self._client.put_object(
                self.bucket, key, io.BytesIO(data), len(data), content_type=media_type
            )
        )

    async def get_bytes(self, key: str) -> bytes:
        """The bytes under a key from names.py. Raises Unavailable."""

        def read() -> bytes:
            response = self._client.get_object(self.bucket, key)
            try:
                return response.read()
            finally:
                response.close()
                response.release_conn()

        return await self._call(read)

    async def keys(self, prefix: str) -> list[str]:
        """The keys below a prefix from names.py."""
        return await self._call(
            lambda: [
                str(found.object_name)
                for found in self._client.list_objects(self.bucket, prefix, recursive=True)
            ]
        )

    async def fetch(self, tenant: str, artifact: Artifact, path: Path) -> None:
        """Write an artifact to a path, checked against its digest. Raises Unavailable."""
        key = names.artifact_key(tenant, artifact)

        def download() -> None:
            digest = hashlib.sha256()
            part = path.with_suffix(".part")
            response = self._client.get_object(self.bucket, key)
            try:
                with part.open("wb") as file:
                    for chunk in response.stream(CHUNK_BYTES):
                        digest.update(chunk)
                        file.write(chunk)
            finally:
                response.close()
                response.release_conn()
            if digest.hexdigest() != artifact.sha256:
                part.unlink()
                raise Unavailable(
                    f"Artifact {artifact.sha256[:12]} came back with other bytes: the store is "
                    "damaged."
                )
            part.replace(path)

        await self._call(download)

    async def size(self, tenant: str, artifact: Artifact) -> int | None:
        """Length in bytes, or None when it is not there."""

        def stat() -> int | None:
            try:
                found = self._client.stat_object(self.bucket, names.artifact_key(tenant, artifact))
            except S3Error as error:
                if error.code in ("NoSuchKey", "NoSuchObject", "NoSuchBucket"):
                    return None
                raise
            return found.size

        return await self._call(stat)

    async def stream(self, tenant: str, artifact: Artifact, offset: int) -> AsyncIterator[bytes]:
        """The bytes from an offset on, in chunks."""
        key = names.artifact_key(tenant, artifact)
        response = await self._call(
            lambda: self._client.get_object(self.bucket, key, offset=offset)
        )
        try:
            while chunk := await asyncio.to_thread(response.read, CHUNK_BYTES):
                yield chunk
        finally:
            response.close()
            response.release_conn()

    async def delete(self, tenant: str, artifact: Artifact) -> None:
        """Remove an artifact; removing what is not there is no error."""
        await self.delete_key(names.artifact_key(tenant, artifact))

    async def delete_key(self, key: str) -> None:
        """Remove an object by a key from names.py."""
        await self._call(lambda: self._client.remove_object(self.bucket, key))

    async def _call(self, work: Callable[[], T]) -> T:
        try:
            return await asyncio.to_thread(work)
        except S3Error as error:
            if error.code in ("NoSuchKey", "NoSuchObject"):
                raise Unavailable(
                    "An artifact is no longer in the store; make the clip again."
                ) from error
            raise Unavailable(
                f"The store refused: {error.code}. {error.message or ''}".strip()
            ) from error
        except (MinioException, urllib3.exceptions.HTTPError, OSError) as error:
            raise Unavailable(
                f"The store is not reachable ({type(error).__name__}): check S3_ENDPOINT."
            ) from error
