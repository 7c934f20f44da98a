using System.Xml.Linq;
using ActorNet.Testing;

namespace ActorNet.Integration.Structure;

/// <summary>Dependencies point one way, as the design says.</summary>
public sealed class DependencyTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["ActorNet.Addressing"] = [],
        ["ActorNet.Contracts"] = [],
        ["ActorNet.Netlink"] = [],
        ["ActorNet.Flannel"] = ["ActorNet.Addressing"],
        ["ActorNet.Allocation"] = ["ActorNet.Addressing"],
        ["ActorNet.Coordinator"] = ["ActorNet.Allocation", "ActorNet.Contracts", "ActorNet.Flannel", "Akka.Coordination.Etcd", "Akka.Discovery.Etcd", "Akka.Persistence.Etcd"],
        ["ActorNet.Client"] = ["ActorNet.Contracts"],
        ["ActorNet.Agent"] = ["ActorNet.Addressing", "ActorNet.Client", "ActorNet.Contracts", "ActorNet.Netlink"],
        ["ActorNet.Cli"] = ["ActorNet.Addressing", "ActorNet.Client", "ActorNet.Contracts", "ActorNet.Flannel", "Akka.Etcd"],
        ["Akka.Etcd"] = [],
        ["Akka.Persistence.Etcd"] = ["Akka.Etcd"],
        ["Akka.Discovery.Etcd"] = ["Akka.Etcd"],
        ["Akka.Coordination.Etcd"] = ["Akka.Etcd"],
    };

    [Fact]
    public void Every_project_depends_on_what_the_design_allows_and_nothing_else()
    {
        var sources = Path.Combine(Programs.Root, "src");
        var actual = Directory.EnumerateFiles(sources, "*.csproj", SearchOption.AllDirectories)
            .ToDictionary(file => Path.GetFileNameWithoutExtension(file), References);

        Assert.Equal(Allowed.Keys.Order(), actual.Keys.Order());
        Assert.All(actual, project => Assert.Equal(Allowed[project.Key].Order(), project.Value.Order()));
    }

    [Fact]
    public void Addressing_and_netlink_need_no_package()
    {
        var sources = Path.Combine(Programs.Root, "src");

        Assert.All(["ActorNet.Addressing", "ActorNet.Netlink"], name => Assert.Empty(
            XDocument.Load(Path.Combine(sources, name, $"{name}.csproj")).Descendants("PackageReference")));
    }

    private static string[] References(string project) =>
    [
        .. XDocument.Load(project).Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value)),
    ];
}
