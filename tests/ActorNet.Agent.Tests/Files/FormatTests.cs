using ActorNet.Addressing;
using ActorNet.Agent.Files;
using ActorNet.Agent.Identity;
using ActorNet.Agent.Leasing;

namespace ActorNet.Agent.Tests.Files;

public sealed class FormatTests
{
    [Fact]
    public void Subnet_env_of_an_IPv4_lease() => Assert.Equal(
        """
        FLANNEL_NETWORK=10.77.0.0/16
        FLANNEL_SUBNET=10.77.48.1/24
        FLANNEL_MTU=1450
        FLANNEL_IPMASQ=false

        """,
        SubnetEnvFile.Format(Lease(["10.77.48.0/24"], ["10.66.0.0/16", "10.77.0.0/16"]), 1450, masquerades: false));

    [Fact]
    public void Subnet_env_of_a_dual_stack_lease() => Assert.Equal(
        """
        FLANNEL_NETWORK=10.77.0.0/16
        FLANNEL_SUBNET=10.77.48.1/24
        FLANNEL_IPV6_NETWORK=fd77::/48
        FLANNEL_IPV6_SUBNET=fd77:0:0:12::1/64
        FLANNEL_MTU=1500
        FLANNEL_IPMASQ=false

        """,
        SubnetEnvFile.Format(Lease(["10.77.48.0/24", "fd77:0:0:12::/64"], ["10.77.0.0/16", "fd77::/48"]), 1500, masquerades: false));

    [Fact]
    public void Subnet_env_of_an_IPv6_lease() => Assert.Equal(
        "FLANNEL_IPV6_NETWORK=fd77::/48\nFLANNEL_IPV6_SUBNET=fd77::1/64\nFLANNEL_MTU=1500\nFLANNEL_IPMASQ=false\n",
        SubnetEnvFile.Format(Lease(["fd77::/64"], ["fd77::/48"]), 1500, masquerades: false));

    [Fact]
    public void A_subnet_that_the_pool_has_lost_is_its_own_network() => Assert.StartsWith(
        "FLANNEL_NETWORK=10.77.48.0/24\n", SubnetEnvFile.Format(Lease(["10.77.48.0/24"], ["10.66.0.0/16"]), 1500, masquerades: false), StringComparison.Ordinal);

    [Fact]
    public void The_network_that_the_pool_is_a_part_of_comes_before_its_CIDRs() => Assert.StartsWith(
        "FLANNEL_NETWORK=10.0.0.0/8\nFLANNEL_SUBNET=10.77.48.1/24\n",
        SubnetEnvFile.Format(Lease(["10.77.48.0/24"], ["10.77.0.0/16"]) with { WholeNetworks = [Prefix.Parse("10.0.0.0/8")] }, 1500, masquerades: false),
        StringComparison.Ordinal);

    [Fact]
    public void Docker_options() => Assert.Equal(
        """
        DOCKER_OPT_BIP="--bip=10.1.74.1/24"
        DOCKER_OPT_IPMASQ="--ip-masq=true"
        DOCKER_OPT_MTU="--mtu=1450"
        DOCKER_OPTS=" --bip=10.1.74.1/24 --ip-masq=true --mtu=1450"

        """,
        DockerOptionsFile.Format(Lease(["10.1.74.0/24"], ["10.1.0.0/16"]), 1450, masquerades: false));

    [Fact]
    public void While_a_node_moves_the_files_name_only_what_it_goes_to()
    {
        var lease = Lease(["10.1.60.0/24", "10.1.74.0/24", "fd77:0:0:3::/64", "fd77:0:0:12::/64"], ["10.1.0.0/16", "fd77::/48"]) with
        {
            Leaving = [Prefix.Parse("10.1.74.0/24"), Prefix.Parse("fd77:0:0:12::/64")],
        };

        Assert.Equal(SubnetEnvFile.Format(Lease(["10.1.60.0/24", "fd77:0:0:3::/64"], ["10.1.0.0/16", "fd77::/48"]), 1500, masquerades: false), SubnetEnvFile.Format(lease, 1500, masquerades: false));
        Assert.Contains("--bip=10.1.60.1/24", DockerOptionsFile.Format(lease, 1500, masquerades: false), StringComparison.Ordinal);
        Assert.DoesNotContain("10.1.74", DockerOptionsFile.Format(lease, 1500, masquerades: false), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("10.1.2.0/24", "10.1.2.1/24")]
    [InlineData("10.1.2.4/31", "10.1.2.5/31")]
    [InlineData("10.1.2.4/32", "10.1.2.4/32")]
    [InlineData("fd00::/64", "fd00::1/64")]
    [InlineData("fd00:0:0:5efe::/64", "fd00:0:0:5efe::1/64")]
    [InlineData("fd00::5efe:a00:0/112", "fd00::5efe:a00:1/112")] // IPAddress would write the end as IPv4
    public void The_first_usable_address(string subnet, string expected) => Assert.Equal(expected, AddressText.FirstUsable(Prefix.Parse(subnet)));

    private static HeldLease Lease(string[] subnets, string[] network) =>
        new("default", [.. subnets.Select(Prefix.Parse)], new Epoch(1), TimeSpan.FromHours(24), [.. network.Select(Prefix.Parse)]);
}
