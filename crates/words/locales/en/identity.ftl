# Messages about sign-ins that go out by themselves.
admin-job-revoke = Ending the sign-in at the provider

mail-not-me-subject = We have ended your sign-ins
mail-not-me-text =
    Dear { $name },

    you told us that it was not you who signed in with { $provider } ({ $moment }, { $device }). We have ended that sign-in and all others in your name, except the one from which you told us.

    What to do now:
    - change your password at { $provider } and tell their help desk;
    - look at your applications and drafts: if one of them is not yours, call us at { $phone };
    - if you think that somebody is using your identity, report it to the police.

    Your sign-ins are on this page:
    { $page }

    { $town }
