"""The tools as a language model sees them: names, typed arguments, descriptions."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated, Any, Literal

from langchain.tools import ToolRuntime
from langchain_core.messages import AIMessage, AnyMessage, HumanMessage
from langchain_core.tools import BaseTool, tool
from pydantic import Field

from agent.handoff.desk import Desk
from agent.tools.answers import PASSAGES, Answers
from agent.tools.browsing import Facet, Shelving, browsed_text
from agent.tools.handoff import hand_off_tool
from agent.tools.products import Catalogue, Sort, filters_of
from agent.tools.text import answer_text, comparison_text, detail_text, fenced, found_text
from knowledge_base.schema import Language

Tongue = Annotated[Literal["en", "zh"], Field(description="The customer's language.")]
Without = Annotated[
    list[str], Field(description="What the customer must avoid, as told earlier: nuts, gluten, vegan, ...")
]
Output = tuple[str, dict[str, Any]]


def open_tools(
    catalogue: Catalogue,
    answers: Answers,
    shelving: Shelving,
    desk: Desk | None = None,
    orders: Sequence[BaseTool] = (),
) -> list[BaseTool]:
    """All tools; without a desk there is none that gets a person. `orders` are those for the customer's orders."""
    people = [] if desk is None else [hand_off_tool(desk)]
    shop = [_search(catalogue), _get(catalogue), _compare(catalogue), _browse(shelving), _answer(answers)]
    return [*shop, *people, *orders]


def _search(catalogue: Catalogue) -> BaseTool:
    @tool(response_format="content_and_artifact")
    def search_products(  # noqa: PLR0917 a language model names every argument
        query: Annotated[str, Field(description="What is looked for, in the customer's words.", max_length=2000)] = "",
        price_min: Annotated[Decimal | None, Field(ge=0, description="Lowest price.")] = None,
        price_max: Annotated[Decimal | None, Field(ge=0, description="Highest price.")] = None,
        colours: Annotated[list[str], Field(description="Any of these colours.")] = [],  # noqa: B006 never changed
        sizes: Annotated[list[str], Field(description="Any of these sizes.")] = [],  # noqa: B006
        brands: Annotated[list[str], Field(description="Any of these brands.")] = [],  # noqa: B006
        categories: Annotated[list[str], Field(description="Any of these categories.")] = [],  # noqa: B006
        rating_min: Annotated[float | None, Field(ge=1, le=5, description="Lowest mean rating.")] = None,
        in_stock: Annotated[bool, Field(description="Only what can be bought now.")] = False,  # noqa: FBT002
        on_sale: Annotated[bool, Field(description="Only what is reduced.")] = False,  # noqa: FBT002
        not_colours: Annotated[list[str], Field(description="None of these colours.")] = [],  # noqa: B006
        not_brands: Annotated[list[str], Field(description="None of these brands.")] = [],  # noqa: B006
        without: Without = [],  # noqa: B006
        sort: Annotated[Sort, Field(description="What comes first.")] = "relevance",
        limit: Annotated[int, Field(ge=1, le=8)] = 4,
        language: Tongue = "en",
    ) -> Output:
        """Find products in the shop's catalogue by words and filters. Prices are in the shop's currency."""
        filters = filters_of(locals())
        found = catalogue.search(query, filters, sort, limit, Language(language), without)
        return found_text(found), found.artifact()

    return search_products


def _get(catalogue: Catalogue) -> BaseTool:
    @tool(response_format="content_and_artifact")
    def get_product(
        product: Annotated[str, Field(description="Its id, SKU or exact name.", max_length=300)],
        question: Annotated[str, Field(description="What the customer wants to know of it.", max_length=2000)] = "",
        without: Without = [],  # noqa: B006 never changed
        language: Tongue = "en",
    ) -> Output:
        """Everything the catalogue says of one product: facts, price, stock of every variant."""
        detail = catalogue.get(product, question, Language(language), without)
        return detail_text(detail), detail.artifact()

    return get_product


def _compare(catalogue: Catalogue) -> BaseTool:
    @tool(response_format="content_and_artifact")
    def compare_products(
        products: Annotated[list[str], Field(description="Ids, SKUs or exact names.", min_length=2, max_length=8)],
        without: Without = [],  # noqa: B006 never changed
        language: Tongue = "en",
    ) -> Output:
        """Two to eight products side by side, fact by fact."""
        comparison = catalogue.compare(products, Language(language), without)
        return comparison_text(comparison), comparison.artifact()

    return compare_products


def _browse(shelving: Shelving) -> BaseTool:
    @tool(response_format="content_and_artifact")
    def browse_catalogue(
        facet: Annotated[Facet, Field(description="What to list: brands, or kinds of things.")] = "categories",
        of: Annotated[
            str, Field(description="Only of this kind of thing or brand; empty for the whole shop.", max_length=200)
        ] = "",
        language: Tongue = "en",
    ) -> Output:
        """Which brands or kinds of things the shop sells, with how many products of each; whether it has a brand."""
        found = shelving.browse(facet, of, Language(language))
        return fenced("browse_catalogue", browsed_text(found)), found.artifact()

    return browse_catalogue


def _answer(answers: Answers) -> BaseTool:
    @tool(response_format="content_and_artifact")
    def answer_question(
        question: Annotated[str, Field(description="The question, in the customer's words.", max_length=2000)],
        runtime: ToolRuntime,
        language: Tongue = "en",
    ) -> Output:
        """What the shop's FAQ, policies and guides say: delivery, returns, payment, warranty, care, the shop itself.

        Passages are numbered; cite them as [1].
        """
        first = 1 + PASSAGES * _earlier(runtime)
        answer = answers.answer(question, Language(language), first)
        return answer_text(answer), answer.artifact()

    return answer_question


def _earlier(runtime: ToolRuntime) -> int:
    """How many questions were asked before this one in this turn, so that no two passages share a number."""
    messages: list[AnyMessage] = runtime.state["messages"]
    count = 0
    for message in reversed(messages):
        if isinstance(message, HumanMessage):
            break
        if isinstance(message, AIMessage):
            asked = [one["id"] for one in message.tool_calls if one["name"] == "answer_question"]
            count += asked.index(runtime.tool_call_id) if runtime.tool_call_id in asked else len(asked)
    return count
