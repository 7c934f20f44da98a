using System.Text.Json;
using ActorNet.Addressing;
using ActorNet.Contracts.V1;

namespace ActorNet.Integration.Flannel;

/// <summary>A cluster that goes from flannel to ActorNet and back, both running: real etcd, real service, the real command.</summary>
public sealed class MirrorTests(MirrorWorld world) : IClassFixture<MirrorWorld>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_mirror_does_not_start_where_a_subnet_could_be_given_away_by_both()
    {
        await using var scene = await MirrorScene.StartAsync(world, "refused", """{"Network":"10.110.0.0/20"}""", "10.110.0.0/20");

        var refused = await scene.TryAsync("mirror");
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("10.110.8.0/21 is not reserved in pool refused", refused.Error, StringComparison.Ordinal);
        Assert.Contains("actornet flannel prepare", refused.Error, StringComparison.Ordinal);

        var plan = await scene.DoAsync("prepare");
        Assert.Contains("would be reserved", plan, StringComparison.Ordinal);
        await scene.DoAsync("prepare", "--yes");
        await scene.StartMirrorAsync();

        // flannel never gives the first subnet of its network away, so that is all that is left for nodes of ours.
        Assert.Equal(["10.110.0.0/24"], (await scene.AcquireAsync("first")).Subnets);
        await Assert.ThrowsAsync<Grpc.Core.RpcException>(() => scene.AcquireAsync("second"));
    }

    [Fact]
    public async Task A_node_goes_from_flannel_to_us_and_back_and_keeps_its_subnet()
    {
        await using var scene = await MirrorScene.StartAsync(world, "moving", """{"Network":"10.111.0.0/20","Backend":{"Type":"vxlan"}}""", "10.111.0.0/20");
        var (flanneld, other) = (scene.Flanneld("192.0.2.1"), scene.Flanneld("192.0.2.2"));
        var subnet = (await flanneld.TryStartAsync(Cancellation))!.Value;
        await scene.DoAsync("prepare", "--yes");
        await scene.StartMirrorAsync();

        // A flanneld that comes later picks out of a range that is held.
        var late = (await other.TryStartAsync(Cancellation))!.Value;
        await scene.UntilRoutedAsync("192.0.2.1", subnet);
        await scene.UntilRoutedAsync("192.0.2.2", late);
        var shown = (await scene.ListAsync()).Single(lease => lease.NodeId == "flannel-192.0.2.1").Attributes;
        Assert.Equal(("192.0.2.1", BackendType.Vxlan, 1, "e2:f4:0a:1b:3d:75"), (shown.PublicIpv4, shown.BackendType, shown.Vxlan.Vni, shown.Vxlan.VtepMac));

        await scene.DoAsync("move", "192.0.2.1", "node-1", "--yes");
        var lease = await scene.AcquireAsync("node-1", "192.0.2.1");
        Assert.Equal([subnet.ToString()], lease.Subnets);
        var name = $"{subnet.Address}-{subnet.Length}";
        var expected = $$$"""{"PublicIP":"192.0.2.1","PublicIPv6":null,"BackendType":"vxlan","BackendData":{"VNI":1,"VtepMAC":"02:00:0a:f4:01:00"},"ActorNet":{"Pool":"moving","Node":"node-1","Epoch":{{{lease.Epoch}}}}}""";
        await scene.EventuallyAsync("flannel sees it", async () => await scene.ReadKeyAsync(name) == expected);
        Assert.DoesNotContain(await scene.ListAsync(), held => held.NodeId == "flannel-192.0.2.1");
        await Assert.ThrowsAnyAsync<Exception>(() => scene.DoAsync("return", "node-1", "--yes"));

        await scene.ReleaseAsync(lease);
        await scene.EventuallyAsync("no routes to it", async () => (await scene.ReadKeyAsync(name)).Contains("\"alloc\"", StringComparison.Ordinal));
        await scene.DoAsync("return", "node-1", "--yes");
        Assert.Equal(subnet, await flanneld.TryStartAsync(Cancellation));
        await scene.UntilRoutedAsync("192.0.2.1", subnet);
        Assert.NotEqual([subnet.ToString()], (await scene.AcquireAsync("node-9", preferred: subnet.ToString())).Subnets);
        await scene.EventuallyAsync("nothing is wrong", async () => (await scene.TryAsync("status")).ExitCode == 0);
    }

    [Fact]
    public async Task With_mirrors_that_are_killed_no_subnet_is_ever_of_both()
    {
        await using var scene = await MirrorScene.StartAsync(world, "race", """{"Network":"10.112.0.0/20","Backend":{"Type":"vxlan"}}""", "10.112.0.0/19");
        await scene.DoAsync("prepare", "--yes");
        await scene.StartMirrorAsync();
        await scene.StartMirrorAsync();
        var flannelds = Enumerable.Range(1, 9).Select(number => scene.Flanneld($"192.0.2.{number}")).ToList();
        var held = new List<(string Who, Prefix Subnet)>();

        for (var round = 0; round < 3; round++)
        {
            var picked = await Task.WhenAll(flannelds.Skip(3 * round).Take(3).Select(flanneld => flanneld.TryStartAsync(Cancellation)));
            held.AddRange(picked.OfType<Prefix>().Select(subnet => ("flanneld", subnet)));
            var leases = await Task.WhenAll(Enumerable.Range(0, 4).Select(node => scene.AcquireAsync($"node-{round}-{node}", $"192.0.2.{100 + (4 * round) + node}")));
            held.AddRange(leases.Select(lease => (lease.NodeId, Prefix.Parse(lease.Subnets.Single()))));

            // A node changes sides while one mirror dies and another one comes.
            var address = $"192.0.2.{(3 * round) + 1}";
            if (picked[0] is { } subnet)
            {
                var killed = scene.Mirrors[^1].KillAsync();
                await scene.DoAsync("move", address, $"moved-{round}", "--yes");
                Assert.Equal([subnet.ToString()], (await scene.AcquireAsync($"moved-{round}", address)).Subnets);
                await killed;
                await scene.StartMirrorAsync();
            }
        }

        Assert.All(held, one => Assert.DoesNotContain(held, other => other != one && other.Subnet.Overlaps(one.Subnet)));
        foreach (var (who, subnet) in held.Where(one => one.Who == "flanneld"))
        {
            await scene.EventuallyAsync(
                $"{subnet} is with one node",
                async () => (await scene.ListAsync()).Count(lease => lease.Subnets.Contains(subnet.ToString())) == 1);
        }

        await scene.EventuallyAsync("both sides agree", async () => (await scene.TryAsync("status")).ExitCode == 0);
        using var status = JsonDocument.Parse(await scene.DoAsync("status", "-o", "json"));
        Assert.Equal(held.Count, status.RootElement.GetProperty("leases").GetArrayLength());
    }

    [Fact]
    public async Task One_bad_key_does_not_stop_the_rest_and_a_watch_that_is_compacted_goes_on()
    {
        await using var scene = await MirrorScene.StartAsync(world, "bad", """{"Network":"10.114.0.0/20","Backend":{"Type":"host-gw"}}""", "10.114.0.0/20");
        await scene.DoAsync("prepare", "--yes");
        var mirror = await scene.StartMirrorAsync();
        await scene.PutAsync("10.114.1.0-99", "{}");
        await scene.PutAsync("10.114.2.0-24", "not JSON");
        await scene.PutAsync("10.114.3.0-24", """{"PublicIP":17}""");
        await scene.PutAsync("elsewhere", """{"PublicIP":"192.0.2.3"}""");
        await scene.PutAsync("10.114.4.0-24", """{"PublicIP":"192.0.2.4","PublicIPv6":null,"BackendType":"host-gw"}""");
        await scene.UntilRoutedAsync("192.0.2.4", Prefix.Parse("10.114.4.0/24"));
        await scene.EventuallyAsync("they are told", () => Task.FromResult(
            new[] { "10.114.1.0-99", "10.114.2.0-24", "10.114.3.0-24", "elsewhere" }.All(name => mirror.Log.Contains($"MALFORMED {scene.Prefix}/subnets/{name} ", StringComparison.Ordinal))));

        await mirror.PauseAsync();
        await scene.PutAsync("10.114.5.0-24", """{"PublicIP":"192.0.2.5","PublicIPv6":null,"BackendType":"host-gw"}""");
        await world.Cluster.ControlAsync("del", $"{scene.Prefix}/subnets/10.114.4.0-24");
        var revision = (await scene.Etcd.ReadAsync(new Etcdserverpb.RangeRequest { Key = Google.Protobuf.ByteString.CopyFromUtf8("x") }, Cancellation)).Header.Revision;
        await world.Cluster.ControlAsync("compact", $"{revision}");
        await mirror.ResumeAsync();

        await scene.UntilRoutedAsync("192.0.2.5", Prefix.Parse("10.114.5.0/24"));
        await scene.EventuallyAsync("what is gone is not shown", async () => !(await scene.ListAsync()).Any(lease => lease.NodeId == "flannel-192.0.2.4"));
        await scene.PutAsync("10.114.6.0-24", """{"PublicIP":"192.0.2.6","PublicIPv6":null,"BackendType":"host-gw"}""");
        await scene.UntilRoutedAsync("192.0.2.6", Prefix.Parse("10.114.6.0/24"));

        // What has gone from flannel stays reserved, for flanneld may pick it again.
        await Assert.ThrowsAsync<Grpc.Core.RpcException>(async () => await Task.WhenAll(Enumerable.Range(0, 2).Select(node => scene.AcquireAsync($"node-{node}"))));
    }

    [Fact]
    public async Task Keys_outside_of_flannels_range_end_with_the_last_mirror_and_survive_one_that_comes_back()
    {
        await using var scene = await MirrorScene.StartAsync(world, "outside", """{"Network":"10.115.0.0/20","Backend":{"Type":"vxlan"}}""", "10.115.16.0/20");
        var mirror = await scene.StartMirrorAsync("--ttl", "1m");
        var lease = await scene.AcquireAsync("node-1", "192.0.2.1");
        var name = lease.Subnets[0].Replace('/', '-');
        await scene.EventuallyAsync("it is shown", async () => (await scene.ReadKeyAsync(name)).Contains("\"node-1\"", StringComparison.Ordinal));
        var created = await CreatedAsync(scene, name);
        Assert.NotEqual(0, created.EtcdLease);

        await mirror.KillAsync();
        Assert.NotEqual("", await scene.ReadKeyAsync(name));
        var second = await scene.StartMirrorAsync("--ttl", "1m");
        await scene.EventuallyAsync("it has worked", () => Task.FromResult(second.Log.Contains("started", StringComparison.Ordinal)));
        Assert.Equal(created, await CreatedAsync(scene, name));

        // Were all mirrors dead for long, the etcd lease would have ended.
        await scene.Etcd.RevokeLeaseAsync(created.EtcdLease, Cancellation);
        await scene.EventuallyAsync("it is made anew", async () => (await scene.ReadKeyAsync(name)).Contains("\"node-1\"", StringComparison.Ordinal));
        await scene.ReleaseAsync(lease);
        await scene.EventuallyAsync("it is gone", async () => (await scene.ReadKeyAsync(name)).Length == 0);
    }

    [Fact]
    public async Task A_key_that_flannel_writes_over_ours_is_not_touched_and_told()
    {
        await using var scene = await MirrorScene.StartAsync(world, "collision", """{"Network":"10.116.0.0/20","Backend":{"Type":"vxlan"}}""", "10.116.16.0/20");
        var mirror = await scene.StartMirrorAsync();
        var lease = await scene.AcquireAsync("node-1", "192.0.2.1");
        var name = lease.Subnets[0].Replace('/', '-');
        await scene.EventuallyAsync("it is shown", async () => (await scene.ReadKeyAsync(name)).Contains("\"node-1\"", StringComparison.Ordinal));
        var foreign = """{"PublicIP":"192.0.2.66","PublicIPv6":null,"BackendType":"vxlan","BackendData":{"VNI":1,"VtepMAC":"e2:f4:0a:1b:3d:75"}}""";

        await scene.PutAsync(name, foreign);

        await scene.EventuallyAsync("it is told", () => Task.FromResult(mirror.Log.Contains("COLLISION node node-1 holds", StringComparison.Ordinal)));
        Assert.Equal(foreign, await scene.ReadKeyAsync(name));
        await mirror.KillAsync();
        Assert.Equal(1, (await scene.TryAsync("status")).ExitCode);
    }

    [Fact]
    public async Task When_no_flanneld_is_left_its_reservations_and_our_keys_end()
    {
        await using var scene = await MirrorScene.StartAsync(world, "finished", """{"Network":"10.117.0.0/20","Backend":{"Type":"vxlan"}}""", "10.117.0.0/20");
        var flanneld = scene.Flanneld("192.0.2.1");
        var subnet = (await flanneld.TryStartAsync(Cancellation))!.Value;
        await scene.DoAsync("prepare", "--yes");
        var mirror = await scene.StartMirrorAsync();
        Assert.Contains("has", (await scene.TryAsync("finish", "--yes")).Error, StringComparison.Ordinal);
        await scene.DoAsync("move", "192.0.2.1", "node-1", "--yes");
        await scene.AcquireAsync("node-1", "192.0.2.1");
        Assert.Contains("delete the key", (await scene.TryAsync("finish", "--yes")).Error, StringComparison.Ordinal);
        await world.Cluster.ControlAsync("del", $"{scene.Prefix}/config");
        await mirror.KillAsync();

        await scene.DoAsync("finish", "--yes");

        Assert.Equal("", await scene.ReadKeyAsync($"{subnet.Address}-24"));
        var others = await Task.WhenAll(Enumerable.Range(0, 15).Select(node => scene.AcquireAsync($"other-{node}")));
        Assert.DoesNotContain(subnet.ToString(), others.SelectMany(lease => lease.Subnets));
    }

    [Fact]
    public async Task A_node_with_both_families_goes_over_with_both_and_its_flanneld_cannot_come_back_unseen()
    {
        await using var scene = await MirrorScene.StartAsync(
            world,
            "dual",
            """{"Network":"10.118.0.0/20","EnableIPv6":true,"IPv6Network":"fd18::/56","IPv6SubnetLen":64,"Backend":{"Type":"vxlan"}}""",
            "10.118.0.0/20",
            "fd18::/56");
        const string Name = "10.118.5.0-24&fd18:0:0:7::-64";
        const string Theirs = """{"PublicIP":"192.0.2.1","PublicIPv6":"2001:db8::1","BackendType":"vxlan","BackendData":{"VNI":1,"VtepMAC":"e2:f4:0a:1b:3d:75"},"BackendV6Data":{"VNI":1,"VtepMAC":"e2:f4:0a:1b:3d:76"}}""";
        await scene.PutAsync(Name, Theirs);
        await scene.DoAsync("prepare", "--yes");
        var mirror = await scene.StartMirrorAsync();
        await scene.EventuallyAsync("it is shown", async () => (await scene.ListAsync()).Any(lease =>
            lease.NodeId == "flannel-192.0.2.1" && lease.Subnets.SequenceEqual(["10.118.5.0/24", "fd18:0:0:7::/64"]) && lease.Attributes.Vxlan.VtepMacV6 == "e2:f4:0a:1b:3d:76"));

        await scene.DoAsync("move", "192.0.2.1", "node-1", "--yes");
        var lease = await scene.AcquireAsync("node-1", "192.0.2.1");
        Assert.Equal(["10.118.5.0/24", "fd18:0:0:7::/64"], lease.Subnets);
        await scene.EventuallyAsync("flannel sees it", async () => (await scene.ReadKeyAsync(Name)).Contains($"\"Epoch\":{lease.Epoch}", StringComparison.Ordinal));

        await scene.PutAsync(Name, Theirs);
        await scene.EventuallyAsync("it is overruled", async () => (await scene.ReadKeyAsync(Name)).Contains("\"node-1\"", StringComparison.Ordinal));
        await scene.PutAsync(Name, Theirs);
        await scene.EventuallyAsync("it is told", () => Task.FromResult(mirror.Log.Contains("FLANNELD_RUNS ", StringComparison.Ordinal)));
        Assert.Equal(Theirs, await scene.ReadKeyAsync(Name));
    }

    private static async Task<(long Created, long EtcdLease)> CreatedAsync(MirrorScene scene, string name)
    {
        var request = new Etcdserverpb.RangeRequest { Key = Google.Protobuf.ByteString.CopyFromUtf8($"{scene.Prefix}/subnets/{name}") };
        var pair = (await scene.Etcd.ReadAsync(request, Cancellation)).Kvs.Single();
        return (pair.CreateRevision, pair.Lease);
    }
}
