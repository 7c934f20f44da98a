using System.Security.Cryptography;
using System.Text;
using ActorNet.Agent.Platform;

namespace ActorNet.Agent.Tests.Platform;

public sealed class Sha256Tests
{
    /// <summary>The examples of FIPS 180-4.</summary>
    [Theory]
    [InlineData("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    [InlineData("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")]
    [InlineData("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1")]
    public void The_digest_is_the_standards(string text, string digest) => Assert.Equal(digest, Sha256.HexOf(Encoding.ASCII.GetBytes(text)));

    [Fact]
    public void It_is_OpenSSLs_at_every_length() => Assert.All(Enumerable.Range(0, 300), length =>
    {
        var data = new byte[length];
        new Random(length).NextBytes(data);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(data)), Sha256.HexOf(data));
    });
}
