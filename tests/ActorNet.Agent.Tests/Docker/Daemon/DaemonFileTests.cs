using ActorNet.Agent.Docker.Daemon;
using ActorNet.Agent.Tests.Fixtures;

namespace ActorNet.Agent.Tests.Docker.Daemon;

public sealed class DaemonFileTests : IDisposable
{
    private const string Theirs = "{\n  \"debug\": true\n}\n";

    private readonly TemporaryDirectory _directory = new();

    private string Location => _directory["docker/daemon.json"];

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void It_keeps_its_mode_and_what_it_was_is_beside_it()
    {
        Put(Theirs);
        File.SetUnixFileMode(Location, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        var file = new DaemonFile(Location);

        file.Write(file.Read(), file.Read()!.With("mtu", "1450"));

        Assert.Equal("{\n  \"debug\": true,\n  \"mtu\": 1450\n}\n", File.ReadAllText(Location));
        Assert.Equal(Theirs, File.ReadAllText(file.Backup));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead, File.GetUnixFileMode(Location));
        Assert.Equal(2, Directory.GetFiles(_directory["docker"]).Length);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \r\n\t\n")]
    public void One_with_nothing_in_it_is_like_none(string nothing)
    {
        Put(nothing);
        var file = new DaemonFile(Location);
        Assert.Null(file.Read());

        file.Write(null, DaemonDocument.Empty.With("mtu", "1450"));

        Assert.Equal("{\n  \"mtu\": 1450\n}\n", File.ReadAllText(Location));
    }

    [Fact]
    public void One_that_is_not_there_is_made_with_its_directory()
    {
        var file = new DaemonFile(Location);
        Assert.Null(file.Read());

        file.Write(null, DaemonDocument.Empty.With("mtu", "1450"));

        Assert.Equal("{\n  \"mtu\": 1450\n}\n", File.ReadAllText(Location));
        Assert.Equal([Location], Directory.GetFiles(_directory["docker"]));
    }

    [Fact]
    public void A_link_in_its_place_is_not_followed()
    {
        Put(Theirs);
        var link = _directory["docker/link.json"];
        File.CreateSymbolicLink(link, Location);

        var error = Assert.Throws<DaemonFileException>(() => new DaemonFile(link).Read());

        Assert.Contains("symbolic link", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_nothing_can_be_written_nothing_is_lost()
    {
        Put(Theirs);
        Directory.CreateDirectory(_directory["docker/.daemon.json.new"]); // root writes wherever a disk is not full; not here
        var file = new DaemonFile(Location);

        var error = Assert.Throws<DaemonFileException>(() => file.Write(file.Read(), file.Read()!.With("mtu", "1450")));

        Assert.Contains("cannot be written", error.Message, StringComparison.Ordinal);
        Assert.Equal(Theirs, File.ReadAllText(Location));
    }

    [Fact]
    public async Task A_newer_dockerd_is_asked_and_an_older_one_is_not_heard()
    {
        var document = DaemonDocument.Empty.With("mtu", "1450");
        var state = Directory.CreateDirectory(_directory["state"]).FullName;

        await new DaemonValidator("dockerd", state).ValidateAsync(document, TestContext.Current.CancellationToken); // 20.10 has no --validate; 23.0 finds nothing wrong
        await new DaemonValidator(_directory["nothing"], state).ValidateAsync(document, TestContext.Current.CancellationToken);
        var refusing = _directory["refusing"];
        File.WriteAllText(refusing, "#!/bin/sh\ngrep -q 1450 \"$3\" || exit 0\necho \"unable to configure the Docker daemon with file $3: the following directives don't match any configuration option: mtu\" >&2\nexit 1\n");
        File.SetUnixFileMode(refusing, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var error = await Assert.ThrowsAsync<DaemonFileException>(() => new DaemonValidator(refusing, state).ValidateAsync(document, TestContext.Current.CancellationToken));

        Assert.Contains("don't match any configuration option: mtu", error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(state));
    }

    private void Put(string text)
    {
        Directory.CreateDirectory(_directory["docker"]);
        File.WriteAllText(Location, text);
    }
}
