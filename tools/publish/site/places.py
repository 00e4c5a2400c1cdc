"""Where a page shows a film: the stored picture until, or unless, the script takes over."""

import base64

from tools.publish import course, outputs


def film_place(cell, film, static, put):
    png, alt = course.picture(cell)
    name = f"pictures/{outputs.picture_name(png)}"
    put(f"_static/{name}", base64.b64decode(png))
    return outputs.film_html(png, alt, film, source=static + name, films=f"{static}films/")
