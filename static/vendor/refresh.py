"""Makes static/vendor again from LOCK.toml: `python static/vendor/refresh.py`.

Every package is fetched by `npm pack`, every file compared with its hash in the lock. After a version, a file or the list of icons was
changed there on purpose, `--accept` writes the new hashes into the lock instead; read the difference before committing it.
"""

import argparse
import hashlib
import re
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from pathlib import Path

HERE = Path(__file__).resolve().parent
LOCK = HERE / "LOCK.toml"
SOURCE_MAP = re.compile(rb"\n?(//# sourceMappingURL=\S+|/\*# sourceMappingURL=\S+ \*/)\s*$")


def fetch(name: str, version: str, folder: Path) -> Path:
    """The unpacked npm package."""
    packed = subprocess.run(  # noqa: S603 - names and versions come from our own lock
        ["npm", "pack", "--silent", "--pack-destination", str(folder), f"{name}@{version}"],  # noqa: S607
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split()[-1]
    target = folder / packed.removesuffix(".tgz")
    with tarfile.open(folder / packed) as archive:
        archive.extractall(target, filter="data")
    return target / "package"


def sprite(package: Path, names: list[str]) -> bytes:
    """One SVG with a symbol per outline icon; the stroke width is left to the page that uses it."""
    symbols = []
    for name in sorted(names):
        drawing = (package / "icons" / "outline" / f"{name}.svg").read_text("utf-8")
        paths = re.findall(r"<(?:path|circle|rect|line)\b[^>]*>", drawing)
        shapes = "".join(path for path in paths if 'stroke="none"' not in path)
        symbols.append(
            f'<symbol id="{name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-linecap="round" stroke-linejoin="round">'
            f"{shapes}</symbol>\n"
        )
    return ('<svg xmlns="http://www.w3.org/2000/svg">\n' + "".join(symbols) + "</svg>\n").encode()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--accept", action="store_true", help="write the hashes of what was fetched into the lock")
    accept = parser.parse_args().accept
    text = LOCK.read_text("utf-8")
    wrong = []
    with tempfile.TemporaryDirectory() as scratch:
        for package in tomllib.loads(text)["package"]:
            unpacked = fetch(package["name"], package["version"], Path(scratch))
            for file in package["file"]:
                if "icons" in file:
                    content = sprite(unpacked, file["icons"])
                else:
                    # Browsers would ask for the maps, which we do not ship.
                    content = SOURCE_MAP.sub(b"\n", (unpacked / file["source"]).read_bytes())
                digest = hashlib.sha256(content).hexdigest()
                if accept:
                    entry = re.compile(rf'(path = "{re.escape(file["path"])}"\nsha256 = ")[^"]*')
                    text = entry.sub(rf"\g<1>{digest}", text)
                elif digest != file["sha256"]:
                    wrong.append(file["path"])
                    continue
                target = HERE / file["path"]
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(content)
    if accept:
        LOCK.write_text(text, "utf-8")
    for path in wrong:
        sys.stderr.write(f"{path}: what was fetched differs from the lock; the file was left as it is\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
