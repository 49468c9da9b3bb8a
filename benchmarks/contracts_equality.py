"""The same contracts to import-linter and to auditlib: do both say kept, or both broken? And at what cost?

python benchmarks/contracts_equality.py FOLDER PACKAGE [--contracts 60] [--seed 1] [--out FILE]

FOLDER holds the package. The contracts are drawn by lot from its subpackages and modules: layers, forbidden and
independent ones, so that kept and broken ones are among them. import-linter's graph is grimp's, ours is our own.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections import Counter
from pathlib import Path

import grimp
from importlinter import configuration
from importlinter.contracts.forbidden import ForbiddenContract
from importlinter.contracts.independence import IndependenceContract
from importlinter.contracts.layers import LayersContract

import auditlib
from auditlib.detectors import contracts
from auditlib.params.schema import Forbidden, Params, RuleBinding


def drawn(names: list[str], count: int, rng: random.Random) -> list[RuleBinding]:
    """Contracts over names that do not contain one another."""
    found = []
    while len(found) < count:
        chosen = rng.sample(names, k=rng.randint(2, min(5, len(names))))
        if any(one != other and f"{one}.".startswith(f"{other}.") for one in chosen for other in chosen):
            continue
        kind = rng.choice(("layers", "forbidden", "independent"))
        direct = kind == "forbidden" and rng.random() < 0.5
        if kind == "forbidden":
            rule = Forbidden(modules=tuple(chosen[:1]), must_not_import=tuple(chosen[1:]))
            found.append(RuleBinding(id=f"c{len(found)}", forbidden=rule, direct=direct))
        else:
            found.append(RuleBinding.model_validate({"id": f"c{len(found)}", kind: tuple(chosen)}))
    return found


def theirs(rule: RuleBinding, graph: grimp.ImportGraph, package: str) -> bool:
    """Whether import-linter finds the contract kept."""
    session = {"root_packages": [package]}
    if rule.layers:
        contract = LayersContract(rule.id, session, {"layers": list(rule.layers)})
    elif rule.forbidden:
        options = {
            "source_modules": list(rule.forbidden.modules),
            "forbidden_modules": list(rule.forbidden.must_not_import),
            "allow_indirect_imports": str(rule.direct),
        }
        contract = ForbiddenContract(rule.id, session, options)
    else:
        contract = IndependenceContract(rule.id, session, {"modules": list(rule.independent)})
    return bool(contract.check(graph, verbose=False).kept)


def main() -> int:
    """Compare, and print or write the result."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("package")
    parser.add_argument("--contracts", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path)
    asked = parser.parse_args()
    sys.path.insert(0, str(asked.folder))
    configuration.configure()
    began = time.process_time()
    graph = grimp.build_graph(asked.package, cache_dir=None)
    built = time.process_time() - began
    params = Params(repository=str(asked.folder / asked.package), import_roots=())
    state = auditlib.load(params.model_copy(update={"repository": str(asked.folder), "import_roots": ("",)}))
    names = sorted(name for name in graph.modules if name.count(".") in {1, 2})
    rules = drawn(names, asked.contracts, random.Random(asked.seed))
    began = time.process_time()
    wanted = [theirs(rule, graph, asked.package) for rule in rules]
    checked = time.process_time() - began
    began = time.process_time()
    findings = Counter()
    state.params = params.model_copy(update={"rules": tuple(rules)})
    for finding in contracts.detect(state):
        if finding.rule == contracts.CONTRACT_BROKEN.id:
            findings[finding.subject.split()[0]] += 1
    ours = time.process_time() - began
    differ = [rule.id for rule, kept in zip(rules, wanted, strict=True) if kept != (findings[rule.id] == 0)]
    result = {
        "package": asked.package,
        "modules": len(graph.modules),
        "contracts": len(rules),
        "kept": sum(wanted),
        "equal": len(rules) - len(differ),
        "differ": [next(str(rule) for rule in rules if rule.id == one) for one in differ],
        "cpu_seconds": {"grimp_graph": round(built, 2), "import_linter": round(checked, 2), "auditlib": round(ours, 2)},
    }
    text = json.dumps(result, indent=1)
    if asked.out:
        asked.out.write_text(text + "\n", encoding="utf-8")
    print(text)
    return bool(differ)


if __name__ == "__main__":
    sys.exit(main())
