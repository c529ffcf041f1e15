"""What a finished job leaves in its output assets: files of the names an encoder gave them."""

from datetime import datetime

from inspector.standin.laws.assets import container_of, make_file
from inspector.standin.schema import schema
from inspector.standin.store.blobs import Blob
from inspector.standin.store.rows import Entity
from inspector.standin.store.state import State

_MANIFEST = (
    '<?xml version="1.0" encoding="utf-8"?><smil xmlns="http://www.w3.org/2001/SMIL20/Language">'
    '<body><switch><video src="{video}"/></switch></body></smil>'
)


def fill_outputs(state: State, job: Entity, now: datetime) -> None:
    """Put a video and its streaming manifest into each output asset that is there still."""
    jobs, assets = schema().sets["Jobs"], schema().sets["Assets"]
    base = "output"
    for asset in state.linked(jobs, job, "InputMediaAssets"):
        files = state.linked(assets, asset, "Files")
        named = sorted(files, key=lambda file: not file["IsPrimary"])
        base = str(named[0]["Name"]).rpartition(".")[0] or base if named else base
        break
    for asset in state.linked(jobs, job, "OutputMediaAssets"):
        if state.storage.has(container_of(asset)):
            _fill(state, asset, base, now)


def _fill(state: State, asset: Entity, base: str, now: datetime) -> None:
    video = f"{base}_1280x720_3400.mp4"
    made = (
        (video, b"\0" * 4096, "video/mp4", False),
        (f"{base}.ism", _MANIFEST.format(video=video).encode(), "application/octet-stream", True),
    )
    for name, content, kind, primary in made:
        state.storage.put(container_of(asset), name, Blob(content, kind, now))
        about = {"Name": name, "ContentFileSize": len(content), "MimeType": kind}
        make_file(state, asset, {**about, "IsPrimary": primary}, now)
    state.change("Assets", asset["Id"], {"LastModified": now})
