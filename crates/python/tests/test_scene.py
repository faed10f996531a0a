"""Scenes, step by step."""

import pytest
import syntony as sy


def test_exact_time_and_names():
    scene = sy.scene("couple", seed=7)
    assert (scene.members, scene.time) == (["anna", "ben"], 0)
    assert {"joy", "trust:ben", "level:oxytocin@pvn"} <= set(scene.variables("anna"))
    assert scene.advance("30 min") and scene.advance(60)
    assert 1860 <= scene.time < 1860 + 600
    assert not scene.advance("1 d") and scene.time == 7200


def test_same_until_somebody_acts():
    alone, held = sy.scene(seed=3), sy.scene(seed=3)
    held.act("anna", "ben", "hug", "20 min")
    for _ in range(4):
        assert alone.step() and held.step()
    assert alone.value("joy", of="ben") != held.value("joy", of="ben")
    again = sy.scene(held.protocol(), seed=3)
    for _ in range(4):
        again.step()
    assert again.value("joy", of="ben") == held.value("joy", of="ben")


def test_exact_deeds():
    scene = sy.scene("williams_1992", group="h6_mated")
    before = scene.value("level:oxytocin@nacc_shell", of="subject")
    scene.give("subject", "oxytocin", "100 ng", "icv")
    scene.step()
    assert scene.value("level:oxytocin@nacc_shell", of="subject") > 2 * before
    scene.leave("partner")
    scene.step()
    scene.back("partner")
    assert "[[absence]]" in scene.protocol().text


def test_text_of_wrong_deeds():
    scene = sy.scene("couple")
    with pytest.raises(sy.ProtocolError, match="hugg"):
        scene.act("anna", "ben", "hugg", "10 min")
    with pytest.raises(sy.ProtocolError, match="10 apples"):
        scene.act("anna", "ben", "hug", "10 apples")
    with pytest.raises(sy.ProtocolError, match="-3 s"):
        scene.act("anna", "ben", "hug", -3)
    with pytest.raises(sy.ProtocolError, match="expected a state variable"):
        scene.value("trust:carl", of="anna")
    with pytest.raises(sy.ProtocolError, match="no group"):
        sy.scene("williams_1992", group="h7")
