using System.Text;
using ActorNet.Addressing;
using ActorNet.Cli.Commands.Import;

namespace ActorNet.Cli.Tests.Commands.Import;

public sealed class SourceTests
{
    private static readonly Dictionary<string, string> NoIds = [];

    [Fact]
    public void A_list_has_a_node_and_its_subnets_on_each_line()
    {
        var source = SubnetList.Read("# rack 7\nnode-1 10.244.1.0/24 fd77:0:0:1::/64\r\n\n  - 10.244.9.0/24 # the printers\n");

        Assert.Empty(source.Problems);
        Assert.Equal(
            [
                new(Prefix.Parse("10.244.1.0/24"), "node-1", "node-1"),
                new(Prefix.Parse("fd77:0:0:1::/64"), "node-1", "node-1"),
                new ImportedSubnet(Prefix.Parse("10.244.9.0/24"), null, "line 4"),
            ],
            source.Subnets);
    }

    [Theory]
    [InlineData("Node_1 10.244.1.0/24", "line 1", "'Node_1' is not a name")]
    [InlineData("\nnode-1", "line 2", "'node-1' has no subnet")]
    [InlineData("node-1 10.244.1.7/24", "line 1", "10.244.1.0/24")]
    public void A_line_that_cannot_be_read_is_named(string text, string place, string description)
    {
        var problem = Assert.Single(SubnetList.Read(text).Problems);

        Assert.Equal(place, problem.Field);
        Assert.Contains(description, problem.Description, StringComparison.Ordinal);
    }

    [Fact]
    public void Kubernetes_nodes_are_known_by_their_machine_id_or_their_name()
    {
        const string Nodes = """
            {"kind": "NodeList", "items": [
              {"metadata": {"name": "worker-1"}, "spec": {"podCIDR": "10.244.1.0/24", "podCIDRs": ["10.244.1.0/24", "fd77:0:0:1::/64"]},
               "status": {"nodeInfo": {"machineID": "0123456789abcdef0123456789abcdef"}}},
              {"metadata": {"name": "new"}, "spec": {}, "status": {}},
              {"metadata": {"name": "worker-2"}, "spec": {"podCIDR": "10.244.2.0/24"}, "status": {"nodeInfo": {"machineID": "fedcba9876543210fedcba9876543210"}}}]}
            """;

        var byMachine = KubernetesNodes.Read(Nodes, byMachineId: true);
        var byName = KubernetesNodes.Read(Nodes, byMachineId: false);

        Assert.Empty(byMachine.Problems);
        Assert.Equal(["10.244.1.0/24", "fd77:0:0:1::/64", "10.244.2.0/24"], byMachine.Subnets.Select(subnet => $"{subnet.Subnet}"));
        Assert.Equal("fedcba9876543210fedcba9876543210", byMachine.Subnets[2].NodeId);
        Assert.Equal("worker-2", byMachine.Subnets[2].Origin);
        Assert.Equal(["worker-1", "worker-1", "worker-2"], byName.Subnets.Select(subnet => subnet.NodeId));
    }

    [Theory]
    [InlineData("{}", "", "it has no items")]
    [InlineData("[", "", "kubectl get nodes -o json")]
    [InlineData("null", "", "it has no items")]
    [InlineData("""{"items": [{"metadata": {"name": "a"}, "spec": {"podCIDR": "10.244.1.0/24"}}]}""", "items[0].status.nodeInfo.machineID", "'' is not a name")]
    [InlineData("""{"items": [{"status": {"nodeInfo": {"machineID": "a"}}, "spec": {"podCIDR": "10.244.1"}}]}""", "items[0].spec.podCIDRs", "10.244.1")]
    public void Nodes_that_cannot_be_read_are_named(string text, string place, string description)
    {
        var problem = Assert.Single(KubernetesNodes.Read(text, byMachineId: true).Problems);

        Assert.Equal(place, problem.Field);
        Assert.Contains(description, problem.Description, StringComparison.Ordinal);
    }

    [Fact]
    public void Flannels_leases_are_known_by_their_public_address()
    {
        var text = Etcd(
            ("/coreos.com/network/config", """{"Network":"10.77.0.0/16"}"""),
            ("/coreos.com/network/subnets/10.77.18.0-24", """{"PublicIP":"192.0.2.7","PublicIPv6":null,"BackendType":"vxlan"}"""),
            ("/coreos.com/network/subnets/10.77.19.0-24&fd77:0:0:12::-64", """{"PublicIP":"192.0.2.8","PublicIPv6":"2001:db8::8"}"""),
            ("/coreos.com/network/subnets/fd77:0:0:13::-64", """{"PublicIP":"","PublicIPv6":"2001:db8::9"}"""));

        var source = FlannelSubnets.Read(text, new Dictionary<string, string> { ["192.0.2.7"] = "node-7", ["2001:db8::9"] = "node-9" });

        Assert.Empty(source.Problems);
        Assert.Equal(
            [
                new(Prefix.Parse("10.77.18.0/24"), "node-7", "192.0.2.7"),
                new(Prefix.Parse("10.77.19.0/24"), null, "192.0.2.8"),
                new(Prefix.Parse("fd77:0:0:12::/64"), null, "192.0.2.8"),
                new ImportedSubnet(Prefix.Parse("fd77:0:0:13::/64"), "node-9", "2001:db8::9"),
            ],
            source.Subnets);
    }

    [Fact]
    public void An_etcd_without_leases_of_flannels_has_no_subnets() =>
        Assert.Equivalent(new ImportSource([], []), FlannelSubnets.Read("""{"header": {"revision": 7}}""", NoIds));

    [Theory]
    [InlineData("x", "{}", "names no PublicIP")]
    [InlineData("10.77.18.0", """{"PublicIP":"192.0.2.7"}""", "is not the key of a lease")]
    [InlineData("10.77.18.0-240", """{"PublicIP":"192.0.2.7"}""", "is not the key of a lease")]
    [InlineData("10.77.18.0-24", "[]", "names no PublicIP")]
    public void A_key_that_cannot_be_read_is_named(string key, string value, string description)
    {
        var problem = Assert.Single(FlannelSubnets.Read(Etcd(($"/coreos.com/network/subnets/{key}", value)), NoIds).Problems);

        Assert.Equal("kvs[0]", problem.Field);
        Assert.Contains(description, problem.Description, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("nonsense")]
    [InlineData("null")]
    public void What_etcdctl_did_not_print_is_refused(string text) =>
        Assert.Contains("etcdctl", Assert.Single(FlannelSubnets.Read(text, NoIds).Problems).Description, StringComparison.Ordinal);

    [Fact]
    public void Node_ids_are_a_list_of_addresses_and_nodes()
    {
        var (ids, problems) = NodeIdList.Read("192.0.2.7 node-7 # rack 7\n2001:DB8::9\tnode-9\n");

        Assert.Empty(problems);
        Assert.Equal("node-7", ids["192.0.2.7"]);
        Assert.Equal("node-9", ids["2001:db8::9"]);
    }

    [Theory]
    [InlineData("192.0.2.7", "write ADDRESS NODE")]
    [InlineData("node-7 192.0.2.7", "write ADDRESS NODE")]
    [InlineData("192.0.2.7 Node", "'Node' is not a name")]
    [InlineData("192.0.2.7 a\n192.0.2.7 b", "has a node already")]
    public void A_line_of_node_ids_that_cannot_be_read_is_named(string text, string description) =>
        Assert.Contains(description, Assert.Single(NodeIdList.Read(text).Problems).Description, StringComparison.Ordinal);

    private static string Etcd(params (string Key, string Value)[] pairs) =>
        $$"""{"header":{"revision":7},"kvs":[{{string.Join(',', pairs.Select(pair => $$"""{"key":"{{Base64(pair.Key)}}","value":"{{Base64(pair.Value)}}"}"""))}}],"count":1}""";

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
