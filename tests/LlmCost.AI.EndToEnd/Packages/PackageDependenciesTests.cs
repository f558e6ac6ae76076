using System.IO.Compression;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Runtime.CompilerServices;
using System.Xml.Linq;

namespace LlmCost.AI.EndToEnd.Packages;

/// <summary>Checks the dependencies of the packages of a stable release.</summary>
public sealed class PackageDependenciesTests(PackedPackages packed)
{
    private const string List = "PackageDependencies.txt";

    [Fact]
    public async Task StablePackages_HaveTheListedDependencies_AndShareNoInternals()
    {
        var packages = (await packed.GetAsync(TestContext.Current.CancellationToken)).Files;
        AssertShareNoInternals(packages);
        var actual = string.Concat(packages.Select(DependenciesOf));

        var list = Path.Combine(AppContext.BaseDirectory, List);
        var received = Path.ChangeExtension(list, ".received.txt");
        File.WriteAllText(received, actual);
        Assert.True(
            File.ReadAllText(list).ReplaceLineEndings("\n") == actual,
            $"The dependencies of the packages have changed. If that is intended, copy {received} over the {List} of this "
            + $"test project, and add the change to the CHANGELOG.md of each package.{Environment.NewLine}{actual}");
    }

    /// <summary>
    /// Asserts that no library exposes its internals to another library, because users can upgrade each library separately.
    /// </summary>
    /// <remarks>Tools are exempt: a tool contains all assemblies that it uses.</remarks>
    private static void AssertShareNoInternals(IEnumerable<string> packages)
    {
        var friends = packages.SelectMany(FriendsOf).ToList();
        var libraries = friends.Select(library => library.Library).ToHashSet(StringComparer.Ordinal);
        Assert.NotEmpty(libraries);

        var shared = friends
            .SelectMany(library => library.Friends, (library, friend) => (library.Library, Friend: friend))
            .Where(pair => libraries.Contains(pair.Friend))
            .Select(pair => $"{pair.Library} exposes its internals to {pair.Friend}; make the members public or move them.");
        var faults = string.Join(Environment.NewLine, shared);
        Assert.True(faults.Length is 0, faults);
    }

    /// <summary>Returns each library of a package and the assemblies with access to its internals.</summary>
    private static List<(string Library, List<string> Friends)> FriendsOf(string package)
    {
        using var archive = ZipFile.OpenRead(package);
        var libraries = new List<(string Library, List<string> Friends)>();
        foreach (var entry in archive.Entries.Where(entry => entry.FullName.StartsWith("lib/", StringComparison.Ordinal)
            && entry.FullName.EndsWith(".dll", StringComparison.Ordinal)))
        {
            using var content = new MemoryStream();
            using (var stream = entry.Open())
            {
                stream.CopyTo(content);
            }

            content.Position = 0;
            using var file = new PEReader(content);
            libraries.Add((Path.GetFileNameWithoutExtension(entry.Name), FriendsOf(file.GetMetadataReader())));
        }

        return libraries;
    }

    private static List<string> FriendsOf(MetadataReader library) =>
    [
        .. library.GetAssemblyDefinition().GetCustomAttributes()
            .Select(library.GetCustomAttribute)
            .Where(attribute => attribute.Constructor.Kind is HandleKind.MemberReference
                && TypeOf(library, (MemberReferenceHandle)attribute.Constructor) is nameof(InternalsVisibleToAttribute))
            .Select(attribute => library.GetBlobReader(attribute.Value))
            .Select(value => FriendIn(value)),
    ];

    private static string TypeOf(MetadataReader library, MemberReferenceHandle constructor) =>
        library.GetMemberReference(constructor).Parent is { Kind: HandleKind.TypeReference } type
            ? library.GetString(library.GetTypeReference((TypeReferenceHandle)type).Name)
            : "";

    /// <summary>Returns the simple name of an assembly in the value of an attribute.</summary>
    private static string FriendIn(BlobReader value)
    {
        _ = value.ReadUInt16();
        return new AssemblyName(value.ReadSerializedString()!).Name!;
    }

    /// <summary>Returns a line with the id of a package and, for each dependency, a line with its id and version range.</summary>
    private static string DependenciesOf(string package)
    {
        using var archive = ZipFile.OpenRead(package);
        using var nuspec = archive.Entries.Single(entry => entry.FullName.EndsWith(".nuspec", StringComparison.Ordinal)).Open();
        var metadata = XDocument.Load(nuspec).Root!.Elements().Single(element => element.Name.LocalName == "metadata");
        var id = metadata.Elements().Single(element => element.Name.LocalName == "id").Value;
        var dependencies = metadata.Descendants().Where(element => element.Name.LocalName == "dependency");

        return id + "\n" + string.Concat(dependencies.Select(dependency =>
            $"  {dependency.Attribute("id")!.Value} {dependency.Attribute("version")!.Value}\n"));
    }
}
