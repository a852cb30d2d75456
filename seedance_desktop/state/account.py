"""The providers' profiles, the one in use, and whether there is a token to send with."""

from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from ..core.origin import check_base_url, is_loopback, origin_of
from ..core.profile import BUILT_IN, DEMO_ID, DEMO_TOKEN, Profile, demo_profile
from .keeper import SettingsKeeper
from .tokens import Tokens, TokenState


class Account(QObject):
    """Which provider the next request goes to."""

    changed = Signal()
    """Another profile, another address or another state of its token."""
    profiles_changed = Signal()

    def __init__(
        self,
        settings: SettingsKeeper,
        tokens: Tokens,
        *,
        base_url: str | None = None,
        demo: bool = False,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._settings = settings
        self.tokens = tokens
        self._base_url = base_url
        """Address given for this run; it overrides the current profile's."""
        self._demo = demo_profile("http://127.0.0.1:9/api") if demo else None
        tokens.changed.connect(self._on_token_changed)

    @property
    def profiles(self) -> tuple[Profile, ...]:
        """Every provider that can be chosen; in the demo only the demo."""
        if self._demo is not None:
            return (self._demo,)
        own = {p.id: p for p in self._settings.value.profiles}
        built_in = tuple(
            replace(own.pop(p.id), built_in=True) if p.id in own else p for p in BUILT_IN
        )
        return built_in + tuple(own.values())

    @property
    def profile(self) -> Profile:
        """The provider in use, at this run's address."""
        if self._demo is not None:
            return self._demo
        chosen = self._settings.value.profile_id
        profile = next((p for p in self.profiles if p.id == chosen), self.profiles[0])
        return profile.at(self._base_url) if self._base_url else profile

    @property
    def token_state(self) -> TokenState:
        """Where the token of the provider in use is."""
        return self.tokens.state(self.profile.origin)

    @property
    def overridden(self) -> bool:
        """Whether this run uses an address from the command line."""
        return self._base_url is not None

    def demo_is_at(self, base_url: str) -> None:
        """The demo's service listens at ``base_url``."""
        self._demo = demo_profile(base_url)
        self.tokens.lend(self._demo.origin, DEMO_TOKEN, TokenState.DEMO)
        self.profiles_changed.emit()
        self.changed.emit()

    def use(self, profile_id: str) -> None:
        """Switch to another provider and look its token up."""
        self._settings.set(profile_id=profile_id)
        self.changed.emit()
        self.ask_for_token()

    def ask_for_token(self) -> None:
        """Look the current provider's token up, off the GUI thread."""
        if self.token_state is TokenState.UNKNOWN and self._demo is None:
            self.tokens.ask(self.profile.origin)

    def save_profile(self, profile: Profile) -> None:
        """Add a provider or change one.

        Raises:
            BadAddress: its address cannot be used.
        """
        checked = replace(profile, base_url=check_base_url(profile.base_url))
        others = tuple(p for p in self._settings.value.profiles if p.id != profile.id)
        self._settings.set(profiles=(*others, checked))
        self.profiles_changed.emit()
        self.changed.emit()
        self.ask_for_token()

    def remove_profile(self, profile_id: str) -> None:
        """Remove a provider the person added; a built-in one goes back to how it came."""
        left = tuple(p for p in self._settings.value.profiles if p.id != profile_id)
        self._settings.set(profiles=left)
        self.profiles_changed.emit()
        self.changed.emit()
        self.ask_for_token()

    def address_of(self, row_profile: str, row_base_url: str) -> str:
        """Where to ask about an earlier row: its own address, but for the demo's, which moves."""
        if row_profile == DEMO_ID and self._demo is not None:
            return self._demo.base_url
        return row_base_url

    def provider_of(self, row_profile: str, row_base_url: str) -> Profile:
        """Who an earlier row belongs to, at the address its token is bound to.

        A provider that was removed since is called by its address.
        """
        address = self.address_of(row_profile, row_base_url)
        known = next((p for p in self.profiles if p.id == row_profile), None)
        if known is None:
            known = Profile(row_profile, origin_of(address).partition("://")[2], address)
        return known.at(address)

    def may_fetch_locally(self, base_url: str) -> bool:
        """Whether results may lie on this machine or its network: only for a service on it."""
        host = origin_of(base_url).partition("://")[2].rpartition(":")[0].strip("[]")
        return is_loopback(host)

    def _on_token_changed(self, origin: str) -> None:
        if origin == self.profile.origin:
            self.changed.emit()
