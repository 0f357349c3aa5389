# What is inside a file. Declared, not valid: only a validator settles whether it is.

file-pdf-a = declared PDF/A-{ $level }
file-pdf-plain = not declared PDF/A
file-fonts-inside = fonts inside
file-fonts-outside = fonts not inside: it may look different on another computer
file-signed = with a digital signature
file-program = carries programs, left there because the document is signed
file-encrypted = encrypted: check that it opens without a password
file-given-name = your file “{ $name }”
file-picture-lighter = place, date and other hidden data taken out
file-picture-keeps = may still hold place, date and other hidden data: they are always taken out of JPG and PNG only
file-picture-stands = shown upright

file-harmful = it holds a virus
file-unscanned = it is too large for the virus scan
file-told-checking = being scanned for viruses: it can be opened as soon as it is found clean
file-told-refused = { $reason } (cannot be opened)
file-shut-pending = The file is still being scanned for viruses: it can be opened as soon as it is found clean. Try again shortly.
file-shut-unscanned = The file is too large for the virus scan, so it cannot be opened.
file-shut-harmful = The file holds a virus, so it cannot be opened.
