using ActorNet.Agent.Docker.Changing;

namespace ActorNet.Agent.Tests.Docker.Changing;

public sealed class OwnContainerTests
{
    private const string Id = "4f1c2bd9a1f5c3b78f4c1b0d0a7a2f9a6f0e4f1c2bd9a1f5c3b78f4c1b0d0a7a";

    [Fact]
    public void A_process_in_a_container_of_an_engine_knows_which_one_it_is() => Assert.Equal(
        Id,
        OwnContainer.In($"22 1 0:20 / /sys rw - sysfs sysfs rw\n811 790 8:1 /var/lib/docker/containers/{Id}/resolv.conf /etc/resolv.conf rw,relatime - ext4 /dev/sda1 rw\n"));

    [Fact]
    public void Any_other_process_is_in_none() => Assert.Null(OwnContainer.In("22 1 0:20 / /sys rw - sysfs sysfs rw\n23 1 8:1 / / rw - ext4 /dev/sda1 rw\n"));
}
