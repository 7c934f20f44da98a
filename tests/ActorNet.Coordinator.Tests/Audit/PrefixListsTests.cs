using ActorNet.Addressing;
using ActorNet.Coordinator.Audit;
using CsCheck;

namespace ActorNet.Coordinator.Tests.Audit;

public sealed class PrefixListsTests
{
    /// <summary>Prefixes of 10.0.0.0/26, so that a set of addresses says what is right.</summary>
    private static readonly Gen<Prefix> AnyPrefix =
        from length in Gen.Int[26, 32]
        from index in Gen.Int[0, (1 << (length - 26)) - 1]
        select Prefix.Parse("10.0.0.0/26").Subprefix((UInt128)index, length);

    [Fact]
    public void What_is_left_is_what_the_addresses_say() => Gen.Select(AnyPrefix.List[0, 8], AnyPrefix.List[0, 8]).Sample((prefixes, others) =>
    {
        var left = PrefixLists.Except(prefixes.Distinct(), others);

        Assert.Equal(prefixes.SelectMany(AddressesOf).Except(others.SelectMany(AddressesOf)).Order(), left.SelectMany(AddressesOf).Distinct().Order());
    });

    [Fact]
    public void Something_overlaps_exactly_where_an_address_is_there_twice() => AnyPrefix.List[0, 8].Sample(prefixes =>
    {
        var addresses = prefixes.SelectMany(AddressesOf).ToList();
        var overlaps = PrefixLists.Overlaps(prefixes, prefix => prefix).ToList();

        Assert.Equal(addresses.Distinct().Count() < addresses.Count, overlaps.Count > 0);
        Assert.All(overlaps, pair => Assert.True(pair.First.Overlaps(pair.Second)));
    });

    private static IEnumerable<uint> AddressesOf(Prefix prefix)
    {
        var first = BitConverter.ToUInt32([.. prefix.Address.GetAddressBytes().Reverse()]);
        return Enumerable.Range(0, 1 << (32 - prefix.Length)).Select(offset => first + (uint)offset);
    }
}
