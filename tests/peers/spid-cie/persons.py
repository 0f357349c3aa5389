"""Invented persons of the identity provider. Each signs in with name and password, both alike.

Not here: how they are asked for their consent, which is the package's own page.
"""

ATTRIBUTES = "https://attributes.eid.gov.it/"

# `locality` is the Belfiore code of the place of birth, `region` its province.
PERSONS = {
    "mario": {
        "given_name": "Mario",
        "family_name": "Rossi",
        "birthdate": "1980-01-01",
        "gender": "male",
        "place_of_birth": {"locality": "H501", "region": "RM"},
        "email": "mario@example.it",
        "phone_number": "3330000001",
        "address": {
            "street_address": "via Roma 1",
            "postal_code": "10095",
            "locality": "Grugliasco",
            "region": "TO",
            "country_code": "IT",
        },
        f"{ATTRIBUTES}fiscal_number": "TINIT-RSSMRA80A01H501U",
        f"{ATTRIBUTES}spid_code": "PROV0000000001",
        f"{ATTRIBUTES}e_delivery_service": "mario@pec.example.it",
    },
    "anna": {
        "given_name": "Anna",
        "family_name": "Bianchi",
        "birthdate": "1975-05-10",
        "gender": "female",
        "place_of_birth": {"locality": "F205", "region": "MI"},
        "email": "anna@example.it",
        "phone_number": "3330000002",
        f"{ATTRIBUTES}fiscal_number": "TINIT-BNCNNA75E50F205H",
        f"{ATTRIBUTES}spid_code": "PROV0000000002",
    },
    # Born abroad: the province is that of foreign countries.
    "elena": {
        "given_name": "Elena",
        "family_name": "Popescu",
        "birthdate": "1988-03-12",
        "gender": "female",
        "place_of_birth": {"locality": "Z129", "region": "EE"},
        "email": "elena@example.it",
        "phone_number": "3330000003",
        f"{ATTRIBUTES}fiscal_number": "TINIT-PPSLNE88C52Z129Z",
        f"{ATTRIBUTES}spid_code": "PROV0000000003",
    },
    # Somebody of whom the provider does not tell the fiscal code.
    "nemo": {
        "given_name": "Nemo",
        "family_name": "Ignoto",
        "birthdate": "1970-01-01",
        "email": "nemo@example.it",
        f"{ATTRIBUTES}spid_code": "PROV0000000004",
    },
}
