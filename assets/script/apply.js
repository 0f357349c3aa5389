// While a form is filled: saves each answer by itself, uploads files at once, keeps what was typed when the session ends.
