"""Talk to a running shop with the OpenAI client, streaming.

xiaoer serve
python examples/03-openai-client.py http://127.0.0.1:8000 "Which tents sleep four?"
"""

import sys

from openai import OpenAI


def main(server: str, question: str) -> None:
    shop = OpenAI(base_url=f"{server}/v1", api_key="none")
    stream = shop.chat.completions.create(model="xiaoer", messages=[{"role": "user", "content": question}], stream=True)
    for chunk in stream:
        print(chunk.choices[0].delta.content or "" if chunk.choices else "", end="", flush=True)
    print()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
