using ActorNet.Addressing;
using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Leases;

namespace ActorNet.Allocation.Tests.Leases;

public sealed class LeaseDigestTests
{
    [Fact]
    public void A_hash_is_the_one_of_the_contract() =>
        Assert.Equal(0xab51c0667fce0a74, Hash("node-7", 42, "10.244.3.0/24", "fd00:0:0:3::/64"));

    [Fact]
    public void The_longest_lease_has_a_hash() => Assert.NotEqual(
        0ul,
        Hash(new string('n', 63), long.MaxValue, "255.255.255.255/32", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/128"));

    [Fact]
    public void A_digest_depends_on_no_order_and_forgets_what_is_removed()
    {
        ulong[] hashes = [Hash("a", 1, "10.0.1.0/24"), Hash("b", 2, "10.0.2.0/24"), Hash("c", 3, "10.0.3.0/24")];

        var one = hashes.Aggregate(default(LeaseDigest), (digest, hash) => digest.Add(hash));
        var other = hashes.Reverse().Aggregate(default(LeaseDigest), (digest, hash) => digest.Add(hash));

        Assert.Equal(one, other);
        Assert.Equal(default, hashes.Aggregate(one, (digest, hash) => digest.Remove(hash)));
    }

    [Theory]
    [InlineData("a", 1, "10.0.2.0/24")]
    [InlineData("a", 2, "10.0.1.0/24")]
    [InlineData("b", 1, "10.0.1.0/24")]
    public void Another_lease_has_another_hash(string node, long epoch, string subnet) =>
        Assert.NotEqual(Hash("a", 1, "10.0.1.0/24"), Hash(node, epoch, subnet));

    private static ulong Hash(string node, long epoch, params string[] subnets) =>
        LeaseDigest.HashOf(new NodeId(node), new Epoch(epoch), [.. subnets.Select(Prefix.Parse)]);
}
