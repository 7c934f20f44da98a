using ActorNet.Client.Calls;
using ActorNet.Contracts.V1;

namespace ActorNet.Cli.Commands;

/// <summary>Reads all pages of a listing.</summary>
internal static class Paging
{
    private const int MaxAttempts = 3;

    /// <summary>
    /// Reads from the first page to the last. A token that is not kept any more (the replica that gave it is gone, or the reader was too
    /// slow) means that the listing is gone: it is read anew, never patched together out of two.
    /// </summary>
    /// <param name="readPage">Reads the page that a token names; the first one for an empty token.</param>
    /// <param name="itemsOf">What a page has.</param>
    /// <param name="nextTokenOf">What it says of the next one.</param>
    /// <param name="enough">As many items will do: once they are there, no more pages are read.</param>
    /// <returns>The items of all pages, and the first page for what it says of the whole listing.</returns>
    public static async Task<(TPage First, IReadOnlyList<TItem> Items)> ReadAllAsync<TPage, TItem>(
        Func<string, Task<TPage>> readPage,
        Func<TPage, IEnumerable<TItem>> itemsOf,
        Func<TPage, string> nextTokenOf,
        int enough = int.MaxValue)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var first = await readPage("");
                var items = new List<TItem>(itemsOf(first));
                for (var token = nextTokenOf(first); token.Length > 0 && items.Count < enough;)
                {
                    var page = await readPage(token);
                    items.AddRange(itemsOf(page));
                    token = nextTokenOf(page);
                }

                return (first, items);
            }
            catch (CoordinatorCallException exception) when (attempt < MaxAttempts && IsExpiredToken(exception))
            {
                // The next attempt starts from the first page.
            }
        }
    }

    private static bool IsExpiredToken(CoordinatorCallException exception) =>
        exception.Failures[^1].Error.Reason == ErrorReason.PageTokenExpired;
}
