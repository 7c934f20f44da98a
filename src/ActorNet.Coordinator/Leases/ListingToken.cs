using System.Buffers.Text;
using System.Globalization;
using System.Text;
using ActorNet.Allocation.Identity;
using ActorNet.Coordinator.Validation;

namespace ActorNet.Coordinator.Leases;

/// <summary>Where the next page of a listing of leases begins.</summary>
/// <param name="Revision">The revision that the listing shows.</param>
/// <param name="LastPool">The pool of the last lease that was shown.</param>
/// <param name="LastNode">Its node.</param>
internal readonly record struct ListingToken(long Revision, PoolName LastPool, NodeId LastNode)
{
    private const string Kind = "leases";

    public string Encode(ListingQuery query) =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{Kind}/{query.Fingerprint}/{Revision}/{LastPool}/{LastNode}"));

    /// <summary>The token; null for the first page.</summary>
    public static ListingToken? Decode(string token, ListingQuery query, FieldProblems problems)
    {
        if (token.Length == 0)
        {
            return null;
        }

        if (!Base64Url.IsValid(token)
            || Encoding.UTF8.GetString(Base64Url.DecodeFromChars(token)).Split('/') is not [Kind, var fingerprint, var revisionText, var pool, var node]
            || !long.TryParse(revisionText, NumberStyles.None, null, out var revision)
            || !Name.IsValid(pool)
            || !Name.IsValid(node))
        {
            problems.Add("page_token", "not a token of this method; give next_page_token of the page before as it was, or nothing");
            return null;
        }

        if (fingerprint != query.Fingerprint)
        {
            problems.Add("page_token", "from a listing with another pool, other states or another page_size; give those as they were, or begin anew");
        }

        return new ListingToken(revision, new PoolName(pool), new NodeId(node));
    }
}
