# Pages of errors, always with a way on. Keys: problem-…

problem-not-found = Page not found
problem-not-found-text = The address does not exist, has changed, or the page is not visible to you. Try searching for what you need.
problem-method = Not possible in this way
problem-method-text = This address cannot be used like this. Go back to the previous page and try again with its button.
problem-forged = Not accepted
problem-forged-text = The form seems to come from another site. Open the page again from here and try once more: what you saved is not lost.
problem-busy = We are very busy
problem-busy-text = There are many requests at the moment. Wait a few seconds and try again: what you saved is not lost.
problem-conflict = Something changed in the meantime
problem-conflict-text = The page you had open is out of date. Reload it to see how things stand now.
problem-bad-request = The request cannot be read
problem-bad-request-text = What was sent is not complete. Go back to the previous page and try again.
problem-too-large = Too large
problem-too-large-text = What you sent is larger than allowed. Make the files smaller and try again.
problem-internal = Something went wrong
problem-internal-text = There was an error on our side and we have recorded it. Try again in a few minutes; if it happens again, tell the help desk the code.
problem-wrong-host = No municipality at this address
problem-wrong-host-text = Check that you typed the address of your municipality's site correctly.
problem-reference = Code to tell the help desk:
problem-search = Search the site
problem-home = Go to the home page
problem-services = See all services
problem-help = Ask for help
