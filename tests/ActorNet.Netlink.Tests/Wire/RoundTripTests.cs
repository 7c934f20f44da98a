using ActorNet.Netlink.Wire;

namespace ActorNet.Netlink.Tests.Wire;

/// <summary>What is written of a record, read back, is the record.</summary>
public sealed class RoundTripTests
{
    [Fact]
    public void Links_survive() =>
        Assert.Equal(Samples.Links, Samples.Links.Select(link => LinkMessage.Parse(LinkMessage.ForAdd(link).Span)));

    [Fact]
    public void Routes_survive() =>
        Assert.Equal(Samples.Routes, Samples.Routes.Select(route => RouteMessage.Parse(RouteMessage.ForChange(route, RouteScope.Universe).Span)));

    [Fact]
    public void Addresses_survive() => Assert.Equal(Samples.Address, AddressMessage.Parse(AddressMessage.ForChange(Samples.Address).Span));

    [Fact]
    public void Neighbours_survive() =>
        Assert.Equal(Samples.Neighbour, NeighbourMessage.Parse(NeighbourMessage.ForChange(Samples.Neighbour).Span));

    [Fact]
    public void FDB_entries_survive() => Assert.Equal(Samples.FdbEntry, FdbMessage.Parse(FdbMessage.ForChange(Samples.FdbEntry).Span));
}
