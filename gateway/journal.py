"""Ended records, kept in the store too: bit-rot on the bus must not lose them.

    journal/<tenant>/<minute the clip ended>/<digest>: ClipJournal

Records are gathered for a moment and written together, since a store's PUT costs more than
all the rest of a record's life. What a crash keeps from being written is still on the bus.
"""

import asyncio
import hashlib
import logging
from collections import defaultdict

from reelmesh.mesh import names
from reelmesh.mesh.artifacts import Artifacts
from reelmesh.mesh.errors import ReelmeshError
from reelmesh.v1.clip_pb2 import Clip, ClipJournal

log = logging.getLogger("reelmesh.journal")

FLUSH_S = 2.0
MEDIA_TYPE = "application/protobuf"


class Journal:
    """The copy of ended records in the store."""

    def __init__(self, store: Artifacts) -> None:
        self._store = store
        self._pending: list[Clip] = []
        self._rewriting = asyncio.Lock()
        """Two that rewrite one journal at once would each write back what the other removed."""

    def add(self, clip: Clip) -> None:
        """Keep an ended record with the next flush."""
        self._pending.append(clip)

    async def run(self) -> None:
        """Flush until cancelled."""
        while True:
            await asyncio.sleep(FLUSH_S)
            await self.flush()

    async def flush(self) -> None:
        """Write what has been added. What cannot be written now is written later."""
        pending, self._pending = self._pending, []
        folders: defaultdict[str, ClipJournal] = defaultdict(ClipJournal)
        for clip in pending:
            folders[_folder(clip)].clips.append(clip)
        for folder, journal in folders.items():
            try:
                await self._write(folder, journal)
            except ReelmeshError as error:
                log.warning("records could not be journalled, trying again: %s", error)
                self._pending.extend(journal.clips)

    async def forget(self, clip: Clip) -> None:
        """Remove a deleted clip's record from the journal."""
        self._pending = [c for c in self._pending if (c.tenant, c.id) != (clip.tenant, clip.id)]
        folder = _folder(clip)
        async with self._rewriting:
            for key in await self._store.keys(folder):
                journal = ClipJournal.FromString(await self._store.get_bytes(key))
                kept = [c for c in journal.clips if c.id != clip.id]
                if len(kept) == len(journal.clips):
                    continue
                if kept:
                    await self._write(folder, ClipJournal(clips=kept))
                await self._store.delete_key(key)

    async def _write(self, folder: str, journal: ClipJournal) -> None:
        data = journal.SerializeToString(deterministic=True)
        key = folder + hashlib.sha256(data).hexdigest()
        await self._store.put_bytes(key, data, MEDIA_TYPE)


def _folder(clip: Clip) -> str:
    return names.journal_folder(clip.tenant, clip.end_time.ToJsonString()[:16])
