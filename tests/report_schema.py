"""The shipped JSON schema, and a validator for the keywords it uses."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from gradcli.report import json as json_report

SCHEMA = json.loads((Path(json_report.__file__).parent / "report.schema.json").read_text())
TYPES = {"object": dict, "array": list, "string": str, "boolean": bool, "null": type(None)}


def misfits(value: Any, schema: Any = SCHEMA, path: str = "report") -> list[str]:
    """Where `value` does not fit `schema`: the keywords the shipped schema uses, and no key it does not list."""
    if "$ref" in schema:
        return misfits(value, SCHEMA["$defs"][schema["$ref"].rpartition("/")[2]], path)
    if "anyOf" in schema:
        tried = [misfits(value, one, path) for one in schema["anyOf"]]
        return [] if [] in tried else [f"{path}: {value!r} fits none of anyOf"]
    found = []
    if value not in schema.get("enum", [schema.get("const", value)]):
        found.append(f"{path}: {value!r} is not allowed")
    if "type" in schema and not any(_is(value, name) for name in _listed(schema["type"])):
        return [f"{path}: {value!r} is no {schema['type']}"]
    if "pattern" in schema and isinstance(value, str) and not re.search(schema["pattern"], value):
        found.append(f"{path}: {value!r} does not match")
    if isinstance(value, dict) and "properties" in schema:
        known = schema["properties"]
        found += [f"{path}: {key} is missing" for key in schema.get("required", ()) if key not in value]
        found += [f"{path}: {key} is not in the schema" for key in value if key not in known]
        found += [line for key in value if key in known for line in misfits(value[key], known[key], f"{path}.{key}")]
    if isinstance(value, list):
        found += [line for i, one in enumerate(value) for line in misfits(one, schema.get("items", {}), f"{path}[{i}]")]
    return found


def _is(value: Any, name: str) -> bool:
    if name in ("number", "integer"):
        return isinstance(value, int if name == "integer" else (int, float)) and not isinstance(value, bool)
    return isinstance(value, TYPES[name])


def _listed(names: str | list[str]) -> list[str]:
    return names if isinstance(names, list) else [names]
