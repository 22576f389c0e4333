#!/usr/bin/env python3
"""Checks the list of libraries that a build makes, as CycloneDX 1.5 requires.

Usage: tests/install/bill_of_materials.py BUILD_DIR
Each shared library that the tools load, apart from those of the compiler and the C library, is
listed, and each component has a version, a licence and a reference that is its own.
"""

import json
import pathlib
import re
import subprocess
import sys

# Parts of every program on Linux, and those of the compiler's sanitizers.
SYSTEM = re.compile(
    r"^(libc|libm|libgcc_s|libstdc\+\+|libpthread|libdl|librt|libresolv|ld-linux.*"
    r"|libasan|libtsan|libubsan)\.so"
)
# libimrec.so itself, in a shared build.
OWN = re.compile(r"^libimrec\.so")


def needed(program: pathlib.Path) -> set[str]:
    """The names of the shared libraries in the head of a program."""
    text = subprocess.run(
        ["readelf", "-d", program], check=True, capture_output=True, text=True
    ).stdout
    return set(re.findall(r"\(NEEDED\).*\[(.*)\]", text))


def problems(bill: dict, programs: list[pathlib.Path]) -> list[str]:
    """What is wrong with the list."""
    found = []
    if (bill["bomFormat"], bill["specVersion"]) != ("CycloneDX", "1.5"):
        found.append("is not CycloneDX 1.5")
    if not isinstance(bill["version"], int) or bill["version"] < 1:
        found.append("has no version")
    references = [bill["metadata"]["component"]["bom-ref"]]
    libraries = []
    for component in bill["components"]:
        name = component["name"]
        references.append(component["bom-ref"])
        if component["type"] != "library":
            found.append(f"{name} is no library")
        if not re.fullmatch(r"[0-9]+(\.[0-9a-z]+)+", component["version"]):
            found.append(f"{name} has the version '{component['version']}'")
        if not component["licenses"][0]["expression"]:
            found.append(f"{name} has no licence")
        if not component["purl"].startswith("pkg:"):
            found.append(f"{name} has no package URL")
        libraries += [item["value"] for item in component["properties"]]
    if len(set(references)) != len(references):
        found.append("references repeat")
    for item in bill["dependencies"]:
        for reference in [item["ref"], *item["dependsOn"]]:
            if reference not in references:
                found.append(f"depends on {reference}, which is not listed")
    if set(bill["dependencies"][0]["dependsOn"]) != set(references[1:]):
        found.append("does not depend on all components")
    for program in programs:
        for library in sorted(needed(program)):
            if SYSTEM.match(library) or OWN.match(library):
                continue
            if not any(library.startswith(listed) for listed in libraries):
                found.append(f"{program.name} loads {library}, which is not listed")
    return found


def main() -> int:
    build = pathlib.Path(sys.argv[1])
    path = build / "imrec.cdx.json"
    programs = [build / "bin" / name for name in ("imrec", "im2rec", "voc2lst")]
    programs = [program for program in programs if program.exists()]
    found = problems(json.loads(path.read_text()), programs)
    if not programs:
        found.append(f"none of the tools is in {build / 'bin'}")
    for problem in found:
        print(f"{path}: {problem}", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
