# Signing in with a digital identity. Keys: signin-…

signin-title = Sign in
signin-lead = Sign in with your digital identity. Afterwards you come back to where you were.
signin-office-title = Staff entrance
signin-office-lead = Sign in with the municipality's identity to work on your office's files.
signin-none = There is no way to sign in at the moment. Contact the municipality.
signin-others = Other users
signin-as-staff = Sign in as staff
signin-as-citizen = Sign in as a citizen
signin-failed-title = Sign-in failed
signin-failed-again = What you saved is in its place. You may try again at any time.
signin-again = Try again
signin-unknown = This sign-in was already used, has expired or was begun in another browser.
signin-no-role = Your identity is valid, but you have no role in this municipality. Ask the administrator.
signin-unknown-provider = There is no such way to sign in. Choose it again from the sign-in page.
signin-cancelled = You cancelled the sign-in.
signin-consent-refused = You did not consent to send your data: without it we cannot let you in.
signin-too-many-attempts = You gave wrong credentials too many times. Wait, or ask whoever gave you the digital identity.
signin-no-credentials = Your digital identity does not have the level of security needed. Ask whoever gave it to you how to activate it.
signin-too-late = Too much time has passed. Begin again.
signin-suspended = Your digital identity is suspended or revoked. Turn to whoever gave it to you.
signin-provider-down = The sign-in service does not answer at the moment. Try again in some minutes.
signin-provider-slow = The sign-in service is too slow. Try again in some minutes.
signin-not-understood = The sign-in service gave an answer that we cannot accept. We have recorded the problem.
signin-expired = This sign-in was already used or has expired. Begin again.
signin-level-too-low = You signed in at a lower level of security than this service needs.
signin-no-fiscal-code = The sign-in service did not give us your fiscal code.
