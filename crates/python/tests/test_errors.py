"""What is said where something is wrong."""

import pickle

import pytest
import syntony as sy
from conftest import TINY


def test_text_of_all_problems_at_once(tmp_path):
    text = TINY.read_text().replace('"oxytocin", route', '"oxytocine", route').replace('with = "stranger"', 'with = "strange"')
    path = tmp_path / "tiny.toml"
    path.write_text(text)
    p = sy.protocol(path)
    p.overrides["process.bond.tag_rat"] = 3
    with pytest.raises(sy.ProtocolError) as error:
        p.run()
    number, compound, member = error.value.problems
    assert number.what.startswith("unknown path 'process.bond.tag_rat'")
    assert number.hint == "did you mean 'process.bond.tag_rate'?"
    assert compound.file == str(path) and text.splitlines()[compound.line - 1].startswith("dose = ")
    assert "oxytocine" in compound.what and "oxytocin" in compound.hint
    assert "strange" in member.what
    said = str(error.value)
    assert said.count("\n  hint: ") == 3 and f"{path}:{compound.line}:{compound.column}: " in said
    assert isinstance(error.value, (sy.Error, ValueError))


def test_text_of_what_is_no_protocol():
    with pytest.raises(sy.ProtocolError, match="did you mean 'williams_1992'"):
        sy.protocol("wiliams_1992")
    with pytest.raises(sy.ProtocolError, match="text:2:"):
        sy.protocol("key = 3\nkey = ").check()
    with pytest.raises(sy.ProtocolError, match="text:2"):
        sy.protocol("key = 3\nkey = ").table
    with pytest.raises(sy.ProtocolError):
        sy.protocol({"key": "mine"}).check()
    with pytest.raises(sy.ProtocolError):
        sy.protocol({"key": None})


def test_text_of_numbers_and_names(tiny):
    with pytest.raises(sy.ProtocolError, match="process.bond.tag_rate=3 nM"):
        tiny.set("process.bond.tag_rate", "3 nM")
    assert tiny.overrides == {}
    with pytest.raises(KeyError, match="expected one of csf, ot"):
        tiny.group("avp")
    with pytest.raises(sy.ProtocolError, match="did you mean `ot`|no group `ott`"):
        tiny.run(groups=["ott"])
    with pytest.raises(sy.ProtocolError, match="nothing of that name"):
        sy.show("oxytocinn")
    with pytest.raises(sy.ProtocolError, match="has no test|no claim"):
        sy.power(tiny, claims=["ot_prefer"])
    with pytest.raises(ValueError, match="traces=True"):
        tiny.run(replicates=1).traces


def test_text_of_what_left_the_numbers(tiny):
    tiny.set("process.bond.tag_rate", 1e300)
    with pytest.raises(sy.UnstableError) as error:
        tiny.run(replicates=1)
    assert "group ot" in str(error.value) or "group csf" in str(error.value) and isinstance(error.value, ArithmeticError)


def test_keeps_what_it_says_when_pickled():
    with pytest.raises(sy.ProtocolError) as error:
        sy.protocol("wiliams_1992")
    again = pickle.loads(pickle.dumps(error.value))
    assert again.problems == error.value.problems and str(again) == str(error.value)


def test_text_of_provenance():
    shown = sy.show("process.bond.tag_rate")
    row = shown.numbers.iloc[0]
    assert row["path"] == "process.bond.tag_rate" and row["unit"] == "1/h" and row["low"] < row["value"] < row["high"]
    assert {"measured", "assumed"} <= set(sy.show("oxytocin").numbers["grade"])
    assert "mens_1983" in sy.show("oxytocin").sources
    assert "mens_1983" in repr(sy.show("oxytocin")) and "<table" in sy.show("OTR")._repr_html_()
