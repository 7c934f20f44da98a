using System.Buffers.Text;
using System.Text;
using ActorNet.Allocation.Identity;
using ActorNet.Coordinator.Validation;

namespace ActorNet.Coordinator.Pools;

/// <summary>Where the next page of a listing of pools begins: behind a name.</summary>
internal static class PoolPageToken
{
    private const string Prefix = "pools/1/";

    public static string Encode(PoolName last) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(Prefix + last.Value));

    /// <summary>The name; null for the first page.</summary>
    public static PoolName? Decode(string token, FieldProblems problems)
    {
        if (token.Length == 0)
        {
            return null;
        }

        if (Base64Url.IsValid(token) && Encoding.UTF8.GetString(Base64Url.DecodeFromChars(token)) is var text
            && text.StartsWith(Prefix, StringComparison.Ordinal) && Name.IsValid(text[Prefix.Length..]))
        {
            return new PoolName(text[Prefix.Length..]);
        }

        problems.Add("page_token", "not a token of this method; give next_page_token of the page before as it was, or nothing");
        return null;
    }
}
