"""What Flask-Security says, in our words."""

WORDS = {
    "GENERIC_AUTHN_FAILED": "This e-mail and password do not belong together.",
    "INVALID_PASSWORD": "This is not your password.",
    "PASSWORD_RESET_REQUEST": "If this e-mail has a login, a link is on its way to it.",
    "INVALID_RESET_PASSWORD_TOKEN": "This link does not work any more. Ask for another one.",
    "PASSWORD_RESET_EXPIRED": "This link is too old. Ask for another one.",
    "PASSWORD_RESET_NO_LOGIN": "Your password is set. Sign in with it.",
    "PASSWORD_CHANGE": "Your password is changed. You are signed out everywhere else.",
    "PASSWORD_IS_THE_SAME": "This is the password that you have already.",
    "RETYPE_PASSWORD_MISMATCH": "The two new passwords are not the same.",
    "PASSWORD_NOT_PROVIDED": "Type a password.",
    "UNAUTHENTICATED": "Sign in first.",
    "REAUTHENTICATION_REQUIRED": "Type your password again: this changes how you sign in.",
    "REAUTHENTICATION_SUCCESSFUL": "Thank you. Go on.",
    "TWO_FACTOR_INVALID_TOKEN": "This code is not right, or was used already. Try the next one.",
    "TWO_FACTOR_LOGIN_SUCCESSFUL": "You are signed in.",
    "TWO_FACTOR_CHANGE_METHOD_SUCCESSFUL": "Two-factor is on. Now keep recovery codes.",
    "TWO_FACTOR_DISABLED": "Two-factor is off: your password is enough.",
    "TWO_FACTOR_PERMISSION_DENIED": "Sign in with your password first.",
    "TWO_FACTOR_SETUP_EXPIRED": "That took too long. Start again.",
    "INVALID_RECOVERY_CODE": "This recovery code is not right, or was used already.",
    "NO_RECOVERY_CODES_SETUP": "You have no recovery codes yet.",
}
# How they are toned; the others are bad news.
TONES = {
    "PASSWORD_RESET_REQUEST": "good",
    "PASSWORD_RESET_NO_LOGIN": "good",
    "PASSWORD_CHANGE": "good",
    "REAUTHENTICATION_SUCCESSFUL": "good",
    "TWO_FACTOR_LOGIN_SUCCESSFUL": "good",
    "TWO_FACTOR_CHANGE_METHOD_SUCCESSFUL": "good",
    "TWO_FACTOR_DISABLED": "good",
    "UNAUTHENTICATED": "wait",
    "REAUTHENTICATION_REQUIRED": "wait",
}


def as_settings() -> dict[str, tuple[str, str]]:
    """Each as the library wants it: by its setting, with its tone."""
    return {f"MSG_{name}": (words, TONES.get(name, "bad")) for name, words in WORDS.items()}
