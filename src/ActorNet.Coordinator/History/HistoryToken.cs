using System.Buffers.Text;
using System.Globalization;
using System.Text;
using ActorNet.Contracts.V1;
using ActorNet.Coordinator.Validation;

namespace ActorNet.Coordinator.History;

/// <summary>Where the next page of a listing begins.</summary>
/// <param name="Revision">The revision that the listing shows.</param>
/// <param name="After">Behind which event.</param>
internal readonly record struct HistoryToken(long Revision, PagePosition After)
{
    private const string Kind = "history";

    public string Encode(ListHistoryRequest request) => Base64Url.EncodeToString(
        Encoding.UTF8.GetBytes($"{Kind}/{FingerprintOf(request)}/{Revision}/{After.Revision}/{After.Index}"));

    /// <summary>The token; null for the first page.</summary>
    public static HistoryToken? Decode(ListHistoryRequest request, FieldProblems problems)
    {
        if (request.PageToken.Length == 0)
        {
            return null;
        }

        if (!Base64Url.IsValid(request.PageToken)
            || Encoding.UTF8.GetString(Base64Url.DecodeFromChars(request.PageToken)).Split('/') is not [Kind, var fingerprint, var shown, var last, var place]
            || !long.TryParse(shown, NumberStyles.None, null, out var revision)
            || !long.TryParse(last, NumberStyles.None, null, out var lastRevision)
            || !long.TryParse(place, NumberStyles.None, null, out var index))
        {
            problems.Add("page_token", "not a token of this method; give next_page_token of the page before as it was, or nothing");
            return null;
        }

        if (fingerprint != FingerprintOf(request))
        {
            problems.Add("page_token", "from a listing with other filters or another page_size; give those as they were, or begin anew");
        }

        return new HistoryToken(revision, new PagePosition(lastRevision, index));
    }

    private static string FingerprintOf(ListHistoryRequest request) =>
        Fingerprint.Of(new ListHistoryRequest(request) { PageToken = string.Empty });
}
