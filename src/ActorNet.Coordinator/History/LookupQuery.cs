using System.Buffers.Text;
using System.Text;
using ActorNet.Addressing;
using ActorNet.Contracts.V1;
using ActorNet.Coordinator.Validation;

namespace ActorNet.Coordinator.History;

/// <summary>A question of who held something.</summary>
/// <param name="Prefix">What.</param>
/// <param name="Ticks">When, in ticks of UTC; <see cref="Chronicle.Present"/> for now.</param>
/// <param name="PageSize">How many subnets a page has at most.</param>
/// <param name="After">Behind which subnet the page begins; null: it is the first.</param>
internal sealed record LookupQuery(Prefix Prefix, long Ticks, int PageSize, Prefix? After)
{
    private const int MaxPageSize = 1000;
    private const string Kind = "holders";

    /// <summary>How far ahead a caller's clock may be.</summary>
    private static readonly TimeSpan Ahead = TimeSpan.FromMinutes(1);

    public static LookupQuery Read(LookupAddressRequest request, DateTimeOffset now, FieldProblems problems) => new(
        Prefixes.ReadAddressOrPrefix(request.Address, "address", problems),
        ReadTime(request, now, problems),
        Fields.PageSize(request.PageSize, MaxPageSize, MaxPageSize, problems),
        ReadToken(request, problems));

    /// <summary>The token of the page behind a subnet.</summary>
    public static string TokenAfter(Prefix last, LookupAddressRequest request) =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{Kind}/{FingerprintOf(request)}/{last}"));

    private static long ReadTime(LookupAddressRequest request, DateTimeOffset now, FieldProblems problems)
    {
        if (Moments.Read(request.Time, "time", problems) is not { } time || (time >= now && time <= now + Ahead))
        {
            return Chronicle.Present;
        }

        if (time > now)
        {
            problems.Add("time", $"{Moments.Text(time)} is in the future, it is {Moments.Text(now)} here; give a time that has been, or leave it out for now");
        }

        return time.UtcTicks;
    }

    private static Prefix? ReadToken(LookupAddressRequest request, FieldProblems problems)
    {
        if (request.PageToken.Length == 0)
        {
            return null;
        }

        if (!Base64Url.IsValid(request.PageToken)
            || Encoding.UTF8.GetString(Base64Url.DecodeFromChars(request.PageToken)).Split('/') is not [Kind, var fingerprint, var address, var length]
            || !Prefix.TryParse($"{address}/{length}", out var last))
        {
            problems.Add("page_token", "not a token of this method; give next_page_token of the page before as it was, or nothing");
            return null;
        }

        if (fingerprint != FingerprintOf(request))
        {
            problems.Add("page_token", "from a lookup of another address, time or page_size; give those as they were, or begin anew");
        }

        return last;
    }

    private static string FingerprintOf(LookupAddressRequest request) =>
        Fingerprint.Of(new LookupAddressRequest(request) { PageToken = string.Empty });
}
