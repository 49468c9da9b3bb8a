"""Whole structure documents, in the shapes that people write them, against labels by hand: path, kind and role."""

from __future__ import annotations

import pytest

from auditlib.facts.structure import read_structure
from auditlib.model import Document

HIDDEN_ROOT = """\
# Shop Structure

**Last updated**: spring

## 🏗️ Root

```
online-shop/                 # Repository root
├── README.md                # Start here
├── bin/                     # Programs
│   └── shopctl              # The command
├── .platform/               # 🎯 the system
├── data/                    # Runtime data
└── venv/                    # Virtual environment
```

### Principle
- **`.platform/` is the system** - all code lives here
- **Never mix both**

## 🎯 `.platform/`

```
.platform/
├── lib/                     # Code
├── config/                  # Settings
└── [system files]           # Others
```

### `lib/` in detail

```
lib/
├── core/                    # 🏗️ Base
│   ├── models.py            # Models
│   └── [30+ core modules]   # The rest
│
├── cache/                   # One cache
│   ├── __init__.py
│   └── store.py             # Storage (to be implemented)
│
└── [legacy directories - in progress]
    ├── memory/              # 🚧 MIGRATING → cache
    └── bridges/             # 🚧 MIGRATING → core/bridge.py
```

### `config/`

```
config/
├── user.yaml.template       # For users
└── user.yaml                # 🔒 Personal (gitignored)
```

## Cleanup target

### ✅ Done
```
DONE: 400 lines less
├── ✅ one_store.py          # COMPLETED
└── 🗑️ memory/, bridges/ removed
```

### Target Clean Structure
```
lib/ (Clean Target):
├── core/
└── cache/
```
"""
HIDDEN_ROOT_LABELS = """\
README.md file current
bin dir current
bin/shopctl file current
.platform dir current
data dir current
venv dir current
.platform/lib dir current
.platform/config dir current
.platform/[system files] placeholder current
.platform/lib/core dir current
.platform/lib/core/models.py file current
.platform/lib/core/[30+ core modules] placeholder current
.platform/lib/cache dir current
.platform/lib/cache/__init__.py file current
.platform/lib/cache/store.py file target
.platform/lib/memory dir legacy
.platform/lib/bridges dir legacy
.platform/config/user.yaml.template file current
.platform/config/user.yaml file current
one_store.py file target
memory dir legacy
bridges dir legacy
.platform/lib/core dir target
.platform/lib/cache dir target
"""

TABLES_AND_LISTS = """\
# Projektstruktur

## Wurzel

| Pfad | Zweck |
|---|---|
| `x/` | not read: its head says nothing we know |

## Root

| Path | Purpose |
|------|---------|
| `package.json` | scripts |
| `app/` | the window |
| `server/` | the service, see `server/api.py` |

## Window (`app/`)

- `main.cjs`: opens it
- `view/index.html` / `view/style.css`: what it shows
- **`parts/`** - pieces
  - `menu.js` - the menu
  - closes on escape

## Naming Conventions

- `UserCard.tsx`
- `formatDate.ts`

| Type | Example |
|------|---------|
| Modules | `snake_case.py` |

## Calls

- `GET /api/items`: all
- `POST /api/items`: one

## User data (at run time, not in the repository)

```text
<UserData>/
  books/
    index.json      # all
    <id>/
      meta.json
```
"""
TABLES_AND_LISTS_LABELS = """\
package.json file current
app dir current
server dir current
app/main.cjs file current
app/view/index.html file current
app/view/style.css file current
app/parts dir current
app/parts/menu.js file current
UserCard.tsx file example
formatDate.ts file example
<UserData> placeholder current
<UserData>/books placeholder current
<UserData>/books/index.json placeholder current
<UserData>/books/<id> placeholder current
<UserData>/books/<id>/meta.json placeholder current
"""

GROUPED = """\
# Library - Complete Structure

Everything at a glance:

```
my-lib/
│
├── 📄 Core Files
│   ├── Cargo.toml              # Project
│   └── build.sh               # Build
│
├── 📦 Source (src/)
│   ├── lib.rs                 # Entry
│   └── util/
│       └── mod.rs
│
├── 🧪 Tests
│   ├── tests/
│   │   └── all.rs
│   └── (unit tests in src/)   # Module tests
│
└── ⚙️  Settings                # in the root
```

## Flow

```
data/in.csv
     ↓
[Reader]
     ↓
data/out/
    ├── a.csv
    └── ...
```

```
lib.Reader
    ├── uses: util.*
    └── calls: Writer
```

```bash
cargo build
ls src/
```

## Plans (`docs/plans/`)

```
ROADMAP.md     # what comes
DONE.md        # what was
```
"""
GROUPED_LABELS = """\
Cargo.toml file current
build.sh file current
src dir current
src/lib.rs file current
src/util dir current
src/util/mod.rs file current
tests dir current
tests/all.rs file current
docs/plans/ROADMAP.md file current
docs/plans/DONE.md file current
"""

CORPUS = {
    "hidden root": (HIDDEN_ROOT, HIDDEN_ROOT_LABELS),
    "tables and lists": (TABLES_AND_LISTS, TABLES_AND_LISTS_LABELS),
    "grouped": (GROUPED, GROUPED_LABELS),
}


@pytest.mark.parametrize(("text", "labels"), CORPUS.values(), ids=CORPUS.keys())
def test_a_document_is_read_as_labelled(text: str, labels: str) -> None:
    found = {
        f"{entry.path} {entry.kind.value} {entry.role.value}" for entry in read_structure(Document("docs/S.md", text))
    }
    wanted = set(labels.splitlines())

    correct = len(found & wanted)
    measured = 2 * correct / (len(found) + len(wanted))
    assert measured >= 0.98, (sorted(found - wanted), sorted(wanted - found))
