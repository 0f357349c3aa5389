# Messages about sign-ins that go out by themselves.
admin-job-revoke = Ending the sign-in at the provider
admin-job-standing = Check of who is still staff

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

recovery-method = Emergency access
admin-remove-self = You cannot take your own roles away: ask another administrator.

mail-emergency-subject = WARNING: { $name } came in as emergency administrator
mail-emergency-text =
    { $name } came in to the desk of { $town } as emergency administrator, without any identity provider.

    When: { $moment }
    Until: { $until }
    Where from: { $device }, network { $network }

    Such an access can only be opened on the server, by the command “sportello admin recover”. If you knew nothing of it, tell whoever runs the server at once: the command “sportello admin end --municipality { $slug }” ends it.

    { $town }
