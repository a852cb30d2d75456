"""What a prompt of the keyring must not hold up, and what it must not overwrite."""

import asyncio
from dataclasses import replace
from pathlib import Path

from seedance_desktop.core.errors import KeyringRefused
from seedance_desktop.state.tokens import TokenState
from tests.support.accounts import opened_account
from tests.support.waiting import until

OTHER = "https://other.example:443"


async def test_a_token_entered_while_the_prompt_is_open_is_used_at_once(tmp_path: Path) -> None:
    async with opened_account(tmp_path) as opened:
        tokens, origin = opened.account.tokens, opened.origin
        opened.keyring.answers.clear()
        tokens.ask(origin)
        await until(lambda: opened.keyring.asked)
        tokens.use_for_session(origin, "typed")
        assert await asyncio.wait_for(tokens.get(origin), 30) == "typed"


async def test_a_late_answer_of_the_keyring_does_not_replace_it(tmp_path: Path) -> None:
    for answer in ("stored", None, KeyringRefused("closed")):
        async with opened_account(tmp_path) as opened:
            tokens, origin, keyring = opened.account.tokens, opened.origin, opened.keyring
            keyring.answers.clear()
            tokens.ask(origin)
            await until(lambda keyring=keyring: keyring.asked)
            tokens.use_for_session(origin, "typed")
            if isinstance(answer, KeyringRefused):
                keyring.trouble = answer
            elif answer:
                keyring.tokens[origin] = answer
            keyring.answers.set()
            await until(lambda opened=opened: not opened.tasks.running("token"))
            assert tokens.state(origin) is TokenState.SESSION
            assert await tokens.get(origin) == "typed"


async def test_after_one_refusal_no_other_address_is_asked_for_by_itself(tmp_path: Path) -> None:
    async with opened_account(tmp_path) as opened:
        tokens, keyring = opened.account.tokens, opened.keyring
        keyring.trouble = KeyringRefused("closed")
        assert await tokens.get(opened.origin) is None
        assert await tokens.get(OTHER) is None
        assert keyring.asked == 1
        assert tokens.trouble(OTHER) is keyring.trouble
        keyring.trouble = None
        keyring.tokens[OTHER] = "stored"
        tokens.ask(OTHER, again=True)
        await until(lambda: tokens.state(OTHER) is TokenState.KEYRING)


async def test_a_token_forgotten_is_gone_from_the_keyring_though_another_was_lent(
    tmp_path: Path,
) -> None:
    async with opened_account(tmp_path) as opened:
        tokens, keyring, origin = opened.account.tokens, opened.keyring, opened.origin
        await tokens.save(origin, "stored")
        tokens.use_for_session(origin, "typed")
        await tokens.forget(origin)
        assert not keyring.tokens
        assert tokens.state(origin) is TokenState.NONE
        keyring.trouble = KeyringRefused("closed")
        tokens.use_for_session(origin, "typed")
        await tokens.forget(origin)
        assert tokens.state(origin) is TokenState.NONE, "the keyring has nothing to forget"


async def test_a_built_in_provider_that_goes_back_to_its_address_looks_for_its_token(
    tmp_path: Path,
) -> None:
    async with opened_account(tmp_path) as opened:
        account = opened.account
        opened.keyring.tokens[opened.origin] = "stored"
        account.save_profile(replace(account.profile, base_url="https://own.example/api"))
        await until(lambda: account.token_state is TokenState.NONE)
        account.remove_profile(account.profile.id)
        await until(lambda: account.token_state is TokenState.KEYRING)


async def test_a_keyring_that_took_a_token_is_asked_for_others_again(tmp_path: Path) -> None:
    async with opened_account(tmp_path) as opened:
        tokens, keyring = opened.account.tokens, opened.keyring
        keyring.trouble = KeyringRefused("closed")
        assert await tokens.get(opened.origin) is None
        keyring.trouble = None
        keyring.tokens = {opened.origin: "stored", OTHER: "stored too"}
        await tokens.save("https://third.example:443", "typed")
        assert await tokens.get(OTHER) == "stored too"
        # But not by itself for the one it refused: that is the person's to say.
        assert await tokens.get(opened.origin) is None
        assert tokens.state(opened.origin) is TokenState.TROUBLE


async def test_the_demos_rows_are_asked_about_where_its_service_is_now(tmp_path: Path) -> None:
    async with opened_account(tmp_path, demo=True) as opened:
        before = opened.account.profile
        opened.account.demo_is_at("http://127.0.0.1:5/api")
        assert opened.account.address_of(before.id, before.base_url) == "http://127.0.0.1:5/api"
        assert opened.account.address_of("outai", before.base_url) == before.base_url
